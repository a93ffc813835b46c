"""The objective F of a `Problem`, its gradient, and its Hessian by a complex step through the gradient.

F = sum over points of l(-y f~(x)) + lambda |a|^2/2 + mu (|w|^2 + b^2)/2, where f~ is the net with what its augmentation adds to it:
a exp(w.x + b) or a (w.x + b)^m straight to the output, one such neuron an output, or one exponential neuron in every hidden layer that
sees the layer before and the neuron in it. Sohl-Dickstein and Kawaguchi's has no neuron: F = L(theta) (1 + (a e^b - 1)^2) + lambda a^2.
"""

import numpy as np

from descent.compiled import compiled, inlined
from descent.losses import loss
from descent.oneneuron.passes import backward, forward, neuron
from descent.oneneuron.problem import Neuron, net_size

STEP = 1e-100
"""Imaginary step of the Hessian: its square is zero beside one, so the derivative is exact to rounding."""


@compiled
def gradient(of, xi, g):
    """F at xi (P,); its gradient goes into g (P,). Overflows of an exponential give inf or NaN."""
    theta, outputs, d = net_size(of.widths), of.widths[-1], of.widths[0]
    last = of.widths.size - 1
    skip = of.neuron == Neuron.EXPONENTIAL or of.neuron == Neuron.MONOMIAL
    widest = of.widths.max()
    h, slope, delta = np.empty((last + 1, widest), xi.dtype), np.empty((last + 1, widest), xi.dtype), np.empty((last + 1, widest), xi.dtype)
    u = np.empty(last + 1, xi.dtype)
    for j in range(xi.size):
        g[j] = 0.0
    value = 0.0 * xi[0]
    for i in range(of.x.shape[0]):
        forward(of, xi, i, h, slope, u)
        for k in range(outputs):
            f = h[last, k]
            if skip:
                psi, psi_slope = neuron(of, xi, i, k, theta)
                f += xi[theta + k] * psi
            part, by_f = loss(of.loss, of.p, f, of.y[i, k])
            value += part
            delta[last, k] = by_f
            if skip:
                g[theta + k] += by_f * psi
                by_z = by_f * xi[theta + k] * psi_slope
                g[theta + outputs + k] += by_z
                for c in range(d):
                    g[theta + 2 * outputs + k * d + c] += by_z * of.x[i, c]
        backward(of, xi, g, h, slope, u, delta)
    return _regularise(of, xi, g, value, theta)


@inlined
def _regularise(of, xi, g, value, theta):
    """Add the terms in a, b and w to F and g."""
    outputs = of.widths[-1]
    if of.neuron == Neuron.EXPONENTIAL or of.neuron == Neuron.MONOMIAL:
        for k in range(outputs):
            value += 0.5 * of.lam * xi[theta + k] * xi[theta + k]
            g[theta + k] += of.lam * xi[theta + k]
        for j in range(theta + outputs, xi.size):
            value += 0.5 * of.mu * xi[j] * xi[j]
            g[j] += of.mu * xi[j]
    elif of.neuron == Neuron.PER_LAYER:
        first = theta
        for layer in range(1, of.widths.size - 1):
            first += 1 + of.widths[layer - 1] + (1 if layer > 1 else 0)
            for j in range(first, first + of.widths[layer + 1]):
                value += 0.5 * of.lam * xi[j] * xi[j]
                g[j] += of.lam * xi[j]
            first += of.widths[layer + 1]
    elif of.neuron == Neuron.SOHL_DICKSTEIN:
        a, stretch = xi[theta], np.exp(xi[theta + 1])
        rest = a * stretch - 1.0
        factor = 1.0 + rest * rest
        for j in range(theta):
            g[j] *= factor
        g[theta] = 2.0 * value * rest * stretch + 2.0 * of.lam * a
        g[theta + 1] = 2.0 * value * rest * a * stretch
        value = value * factor + of.lam * a * a
    return value


@compiled
def hessian(of, xi):
    """The Hessian of F at xi (P,), exact to rounding where F is C^2. Returns (P, P)."""
    H, g = np.empty((xi.size, xi.size)), np.empty(xi.size, np.complex128)
    for j in range(xi.size):
        moved = xi + 0j
        moved[j] += STEP * 1j
        gradient(of, moved, g)
        for k in range(xi.size):
            H[j, k] = g[k].imag / STEP
    return 0.5 * (H + H.T)


@compiled
def outputs(of, xi):
    """Outputs of the net at every point, with what the augmentation adds to them. xi: (P,). Returns (N, outputs)."""
    last, theta = of.widths.size - 1, net_size(of.widths)
    h, slope = np.empty((last + 1, of.widths.max())), np.empty((last + 1, of.widths.max()))
    u, f = np.empty(last + 1), np.empty((of.x.shape[0], of.widths[-1]))
    for i in range(of.x.shape[0]):
        forward(of, xi, i, h, slope, u)
        for k in range(of.widths[-1]):
            f[i, k] = h[last, k]
            if of.neuron == Neuron.EXPONENTIAL or of.neuron == Neuron.MONOMIAL:
                f[i, k] += xi[theta + k] * neuron(of, xi, i, k, theta)[0]
    return f


@compiled
def loss_slopes(of, f):
    """Derivatives of the loss by outputs f (N, outputs). Returns (N, outputs)."""
    slopes = np.empty(f.shape)
    for i in range(f.shape[0]):
        for k in range(f.shape[1]):
            slopes[i, k] = loss(of.loss, of.p, f[i, k], of.y[i, k])[1]
    return slopes


@compiled
def gradients(of, xi):
    """F (runs,) and its gradients (runs, P) at the rows of xi (runs, P)."""
    value, g = np.empty(len(xi)), np.empty(xi.shape)
    for run in range(len(xi)):
        value[run] = gradient(of, xi[run], g[run])
    return value, g


@compiled
def hessians(of, xi):
    """The Hessians of F (runs, P, P) at the rows of xi (runs, P)."""
    H = np.empty((xi.shape[0], xi.shape[1], xi.shape[1]))
    for run in range(len(xi)):
        H[run] = hessian(of, xi[run])
    return H


@compiled
def neurons(of, xi):
    """Largest absolute value over the points of every added neuron: e^(w.x + b), (w.x + b)^m, or e^b. xi: (P,). Returns (neurons,)."""
    last, theta = of.widths.size - 1, net_size(of.widths)
    if of.neuron == Neuron.SOHL_DICKSTEIN:
        return np.exp(xi[theta + 1 :])
    skip = of.neuron == Neuron.EXPONENTIAL or of.neuron == Neuron.MONOMIAL
    h, slope = np.empty((last + 1, of.widths.max())), np.empty((last + 1, of.widths.max()))
    u = np.zeros(last + 1)
    largest = np.zeros(of.widths[-1] if skip else (last - 1 if of.neuron == Neuron.PER_LAYER else 0))
    for i in range(of.x.shape[0]):
        forward(of, xi, i, h, slope, u)
        for k in range(largest.size):
            largest[k] = max(largest[k], abs(neuron(of, xi, i, k, theta)[0]) if skip else u[k + 1])
    return largest
