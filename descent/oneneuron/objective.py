"""The objective F of a `Problem`, its gradient, and its Hessian by a complex step through the gradient.

F = sum over points of l(-y f~(x)) + lambda |a|^2/2 + mu (|w|^2 + b^2)/2, where f~ is the net with its augmentation. The augmentation adds
a exp(w.x + b) or a (w.x + b)^m to each output, or puts one exponential neuron into every hidden layer, whose inputs are the layer before
and the neuron in it. For neurons in hidden layers the sum of a_i^(2L) can replace |a|^2, with L layers of weights. Sohl-Dickstein and
Kawaguchi's augmentation has no neuron: F = L(theta) (1 + (a e^b - 1)^2) + lambda a^2.
"""

import numpy as np

from descent.compiled import compiled, inlined
from descent.elementary import exp
from descent.losses import loss, power
from descent.oneneuron.passes import backward, forward, neuron
from descent.oneneuron.problem import Neuron, fitting, net_size

STEP = 1e-100
"""Imaginary step of the Hessian. Its square is negligible beside one, so the derivative is exact up to rounding."""


@compiled
def gradient(net, xi, g):
    """F at xi (P,); writes the gradient to g (P,). An overflow of an exponential gives inf or NaN."""
    theta, outputs, d = net_size(net.widths), net.widths[-1], net.widths[0]
    last = net.widths.size - 1
    skip = net.neuron == Neuron.EXPONENTIAL or net.neuron == Neuron.MONOMIAL
    room = np.empty((4, last + 1, net.widths.max()), xi.dtype)  # one allocation, since each costs as much as a neuron
    h, slope, delta, u = room[0], room[1], room[2], room[3, :, 0]
    for j in range(xi.size):
        g[j] = 0.0
    value = 0.0 * xi[0]
    for i in range(net.x.shape[0]):
        forward(net, xi, i, h, slope, u)
        for k in range(outputs):
            f = h[last, k]
            if skip:
                psi, psi_slope = neuron(net, xi, i, k, theta)
                f += xi[theta + k] * psi
            part, by_f = loss(net.loss, net.p, f, net.y[i, k])
            value += part
            delta[last, k] = by_f
            if skip:
                g[theta + k] += by_f * psi
                by_z = by_f * xi[theta + k] * psi_slope
                g[theta + outputs + k] += by_z
                for c in range(d):
                    g[theta + 2 * outputs + k * d + c] += by_z * net.x[i, c]
        backward(net, xi, g, h, slope, u, delta)
    return _regularise(net, xi, g, value, theta)


@inlined
def _regularise(net, xi, g, value, theta):
    """Add the regulariser's terms to F and to g. Returns F."""
    outputs = net.widths[-1]
    if net.neuron == Neuron.EXPONENTIAL or net.neuron == Neuron.MONOMIAL:
        for k in range(outputs):
            value += 0.5 * net.lam * xi[theta + k] * xi[theta + k]
            g[theta + k] += net.lam * xi[theta + k]
        for j in range(theta + outputs, xi.size):
            value += 0.5 * net.mu * xi[j] * xi[j]
            g[j] += net.mu * xi[j]
    elif net.neuron == Neuron.PER_LAYER:
        first, half = theta, net.widths.size - 1 if net.by_layers else 1
        for layer in range(1, net.widths.size - 1):
            first += 1 + net.widths[layer - 1] + (1 if layer > 1 else 0)
            for j in range(first, first + net.widths[layer + 1]):
                further = power(xi[j] * xi[j], half - 1)
                value += 0.5 * net.lam * xi[j] * xi[j] * further
                g[j] += half * net.lam * xi[j] * further
            first += net.widths[layer + 1]
    elif net.neuron == Neuron.SOHL_DICKSTEIN:
        a, stretch = xi[theta], exp(xi[theta + 1])
        rest = a * stretch - 1.0
        factor = 1.0 + rest * rest
        for j in range(theta):
            g[j] *= factor
        g[theta] = 2.0 * value * rest * stretch + 2.0 * net.lam * a
        g[theta + 1] = 2.0 * value * rest * a * stretch
        value = value * factor + net.lam * a * a
    return value


@compiled
def hessian(net, xi):
    """The Hessian of F at xi (P,), exact up to rounding where F is C^2. Returns (P, P)."""
    H, g = np.empty((xi.size, xi.size)), np.empty(xi.size, np.complex128)
    for j in range(xi.size):
        moved = xi + 0j
        moved[j] += STEP * 1j
        gradient(net, moved, g)
        for k in range(xi.size):
            H[j, k] = g[k].imag / STEP
    return 0.5 * (H + H.T)


@compiled
def outputs(net, xi):
    """Outputs of the augmented net at all points. xi: (P,). Returns (N, outputs)."""
    last, theta = net.widths.size - 1, net_size(net.widths)
    if xi.size < theta:
        raise ValueError("xi has fewer numbers than the net has parameters: must be an array (P,)")
    h, slope = np.empty((last + 1, net.widths.max())), np.empty((last + 1, net.widths.max()))
    u, f = np.empty(last + 1), np.empty((net.x.shape[0], net.widths[-1]))
    for i in range(net.x.shape[0]):
        forward(net, xi, i, h, slope, u)
        for k in range(net.widths[-1]):
            f[i, k] = h[last, k]
            if net.neuron == Neuron.EXPONENTIAL or net.neuron == Neuron.MONOMIAL:
                f[i, k] += xi[theta + k] * neuron(net, xi, i, k, theta)[0]
    return f


@compiled
def loss_slopes(net, f):
    """Derivatives of the loss with respect to the outputs f (N, outputs). Returns (N, outputs)."""
    slopes = np.empty(f.shape)
    for i in range(f.shape[0]):
        for k in range(f.shape[1]):
            slopes[i, k] = loss(net.loss, net.p, f[i, k], net.y[i, k])[1]
    return slopes


def gradients(net, xi):
    """F (runs,) and its gradients (runs, P) at the rows of xi (runs, P). Raises ValueError where xi has another shape."""
    return _gradients(net, fitting(net, xi))


@compiled
def _gradients(net, xi):
    value, g = np.empty(len(xi)), np.empty(xi.shape)
    for run in range(len(xi)):
        value[run] = gradient(net, xi[run], g[run])
    return value, g


def hessians(net, xi):
    """The Hessians of F (runs, P, P) at the rows of xi (runs, P). Raises ValueError where xi has another shape."""
    return _hessians(net, fitting(net, xi))


@compiled
def _hessians(net, xi):
    H = np.empty((xi.shape[0], xi.shape[1], xi.shape[1]))
    for run in range(len(xi)):
        H[run] = hessian(net, xi[run])
    return H


@compiled
def neurons(net, xi):
    """Largest absolute value of each added neuron over the points: e^(w.x + b), (w.x + b)^m, or e^b. xi: (P,). Returns (neurons,)."""
    last, theta = net.widths.size - 1, net_size(net.widths)
    if net.neuron == Neuron.SOHL_DICKSTEIN:
        return np.array([exp(xi[theta + 1])])
    skip = net.neuron == Neuron.EXPONENTIAL or net.neuron == Neuron.MONOMIAL
    h, slope = np.empty((last + 1, net.widths.max())), np.empty((last + 1, net.widths.max()))
    u = np.zeros(last + 1)
    largest = np.zeros(net.widths[-1] if skip else (last - 1 if net.neuron == Neuron.PER_LAYER else 0))
    for i in range(net.x.shape[0]):
        forward(net, xi, i, h, slope, u)
        for k in range(largest.size):
            largest[k] = max(largest[k], abs(neuron(net, xi, i, k, theta)[0]) if skip else u[k + 1])
    return largest
