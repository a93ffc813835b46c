"""The objective F of a `Problem`, its gradient, and its Hessian by a complex step through the gradient.

F = sum over points of l(-y f~(x)) + lambda |a|^2/2 + mu (|w|^2 + b^2)/2, where f~ is the net with what its augmentation adds to it:
a exp(w.x + b) or a (w.x + b)^m straight to the output, one such neuron an output, or one exponential neuron in every hidden layer that
sees the layer before and the neuron in it. Sohl-Dickstein and Kawaguchi's has no neuron: F = L(theta) (1 + (a e^b - 1)^2) + lambda a^2.
"""

import numpy as np

from descent.compiled import compiled, inlined
from descent.oneneuron.activations import activate
from descent.oneneuron.losses import loss, power

STEP = 1e-100
"""Imaginary step of the Hessian: its square is zero beside one, so the derivative is exact to rounding."""


@inlined
def _net_size(widths):
    total = 0
    for h in range(1, widths.size):
        total += widths[h] * (widths[h - 1] + 1)
    return total


@inlined
def _neuron(of, xi, i, k, first):
    """The neuron that is added to output k at point i: its value psi, and psi' by its argument."""
    outputs, d = of.widths[-1], of.widths[0]
    z = xi[first + outputs + k]
    for c in range(d):
        z += xi[first + 2 * outputs + k * d + c] * of.x[i, c]
    if of.augmentation == 1:
        value = np.exp(z)
        return value, value
    slope = power(z, of.m - 1)
    return slope * z, of.m * slope


@inlined
def _forward(of, xi, i, h, slope, u):
    """Fill h, slope (depth + 1, widest) and the exponential neurons u (depth + 1,) for point i; h[-1] is the net's output."""
    per_layer, first, extra = of.augmentation == 3, 0, _net_size(of.widths)
    last = of.widths.size - 1
    for c in range(of.widths[0]):
        h[0, c] = of.x[i, c]
    a = extra
    for layer in range(1, last + 1):
        into, out = of.widths[layer - 1], of.widths[layer]
        for j in range(out):
            z = xi[first + out * into + j]
            for c in range(into):
                z += xi[first + j * into + c] * h[layer - 1, c]
            if per_layer and layer > 1:
                z += xi[a + j] * u[layer - 1]
            if layer < last:
                h[layer, j], slope[layer, j] = activate(of.activation, z)
            else:
                h[layer, j] = z
        first += out * (into + 1)
        if per_layer and layer < last:
            below = into + (1 if layer > 1 else 0)
            extra = extra if layer == 1 else a + out
            z = xi[extra]
            for c in range(into):
                z += xi[extra + 1 + c] * h[layer - 1, c]
            if layer > 1:
                z += xi[extra + 1 + into] * u[layer - 1]
            u[layer] = np.exp(z)
            a = extra + 1 + below


@inlined
def _backward(of, xi, g, h, slope, u, delta):
    """Add to g what the derivative by the outputs, delta[-1], brings. h, slope, u: from `_forward`; delta: (depth + 1, widest), filled."""
    per_layer, last = of.augmentation == 3, of.widths.size - 1
    first, extra = _net_size(of.widths), xi.size
    above = 0.0 * xi[0]  # derivative by the argument of the exponential neuron in the layer above
    above_w = 0
    for layer in range(last, 0, -1):
        into, out = of.widths[layer - 1], of.widths[layer]
        first -= out * (into + 1)
        if layer < last:
            for j in range(out):
                delta[layer, j] *= slope[layer, j]
        for j in range(out):
            g[first + out * into + j] += delta[layer, j]
            for c in range(into):
                g[first + j * into + c] += delta[layer, j] * h[layer - 1, c]
        if layer > 1:
            for c in range(into):
                delta[layer - 1, c] = 0.0
            for j in range(out):
                for c in range(into):
                    delta[layer - 1, c] += delta[layer, j] * xi[first + j * into + c]
            if per_layer:
                here = layer - 1  # its exponential neuron: weights a to this layer, w from the layer before it
                before = of.widths[here - 1]
                below = before + (1 if here > 1 else 0)
                extra -= out
                by_u = 0.0 * xi[0]
                for j in range(out):
                    g[extra + j] += delta[layer, j] * u[here]
                    by_u += delta[layer, j] * xi[extra + j]
                if layer < last:
                    by_u += above * xi[above_w + into]
                    for c in range(into):
                        delta[here, c] += above * xi[above_w + c]
                above = by_u * u[here]
                extra -= below
                above_w = extra
                for c in range(before):
                    g[extra + c] += above * h[here - 1, c]
                if here > 1:
                    g[extra + before] += above * u[here - 1]
                extra -= 1
                g[extra] += above


@compiled
def gradient(of, xi, g):
    """F at xi (P,); its gradient goes into g (P,). Overflows of an exponential give inf or NaN."""
    theta, outputs, d = _net_size(of.widths), of.widths[-1], of.widths[0]
    last = of.widths.size - 1
    skip = of.augmentation == 1 or of.augmentation == 2
    widest = of.widths.max()
    h, slope, delta = np.empty((last + 1, widest), xi.dtype), np.empty((last + 1, widest), xi.dtype), np.empty((last + 1, widest), xi.dtype)
    u = np.empty(last + 1, xi.dtype)
    for j in range(xi.size):
        g[j] = 0.0
    value = 0.0 * xi[0]
    for i in range(of.x.shape[0]):
        _forward(of, xi, i, h, slope, u)
        for k in range(outputs):
            f = h[last, k]
            if skip:
                psi, psi_slope = _neuron(of, xi, i, k, theta)
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
        _backward(of, xi, g, h, slope, u, delta)
    return _regularise(of, xi, g, value, theta)


@inlined
def _regularise(of, xi, g, value, theta):
    """Add the terms in a, b and w to F and g."""
    outputs = of.widths[-1]
    if of.augmentation == 1 or of.augmentation == 2:
        for k in range(outputs):
            value += 0.5 * of.lam * xi[theta + k] * xi[theta + k]
            g[theta + k] += of.lam * xi[theta + k]
        for j in range(theta + outputs, xi.size):
            value += 0.5 * of.mu * xi[j] * xi[j]
            g[j] += of.mu * xi[j]
    elif of.augmentation == 3:
        first = theta
        for layer in range(1, of.widths.size - 1):
            first += 1 + of.widths[layer - 1] + (1 if layer > 1 else 0)
            for j in range(first, first + of.widths[layer + 1]):
                value += 0.5 * of.lam * xi[j] * xi[j]
                g[j] += of.lam * xi[j]
            first += of.widths[layer + 1]
    elif of.augmentation == 4:
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
    last, theta = of.widths.size - 1, _net_size(of.widths)
    h, slope = np.empty((last + 1, of.widths.max())), np.empty((last + 1, of.widths.max()))
    u, f = np.empty(last + 1), np.empty((of.x.shape[0], of.widths[-1]))
    for i in range(of.x.shape[0]):
        _forward(of, xi, i, h, slope, u)
        for k in range(of.widths[-1]):
            f[i, k] = h[last, k]
            if of.augmentation == 1 or of.augmentation == 2:
                f[i, k] += xi[theta + k] * _neuron(of, xi, i, k, theta)[0]
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
    last, theta = of.widths.size - 1, _net_size(of.widths)
    if of.augmentation == 4:
        return np.exp(xi[theta + 1 :])
    skip = of.augmentation == 1 or of.augmentation == 2
    h, slope = np.empty((last + 1, of.widths.max())), np.empty((last + 1, of.widths.max()))
    u = np.zeros(last + 1)
    largest = np.zeros(of.widths[-1] if skip else (last - 1 if of.augmentation == 3 else 0))
    for i in range(of.x.shape[0]):
        _forward(of, xi, i, h, slope, u)
        for k in range(largest.size):
            largest[k] = max(largest[k], abs(_neuron(of, xi, i, k, theta)[0]) if skip else u[k + 1])
    return largest
