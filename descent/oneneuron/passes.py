"""Forward and backward pass of one point through an augmented net, for compiled kernels; the parameters may be complex."""

import numpy as np

from descent.activations import activation
from descent.compiled import inlined
from descent.elementary import exp
from descent.losses import power
from descent.oneneuron.problem import Neuron, net_size


@inlined
def neuron(net, xi, i, k, first):
    """The neuron of output k at point i: psi, and the derivative of psi with respect to its argument. first: index of the first a."""
    outputs, d = net.widths[-1], net.widths[0]
    z = xi[first + outputs + k]
    for c in range(d):
        z += xi[first + 2 * outputs + k * d + c] * net.x[i, c]
    if net.neuron == Neuron.EXPONENTIAL:
        value = exp(z)
        return value, value
    if net.neuron == Neuron.MONOMIAL:
        slope = power(z, net.m - 1)
        return slope * z, net.m * slope
    return np.nan * z, np.nan * z


@inlined
def forward(net, xi, i, h, slope, u):
    """Fill activations h, derivatives slope, (depth + 1, widest) each, and exponential neurons u (depth + 1,) for point i.

    h[-1] is the net's output.
    """
    per_layer, first, extra = net.neuron == Neuron.PER_LAYER, 0, net_size(net.widths)
    last = net.widths.size - 1
    for c in range(net.widths[0]):
        h[0, c] = net.x[i, c]
    a = extra
    for layer in range(1, last + 1):
        into, out = net.widths[layer - 1], net.widths[layer]
        for j in range(out):
            z = xi[first + out * into + j]
            for c in range(into):
                z += xi[first + j * into + c] * h[layer - 1, c]
            if per_layer and layer > 1:
                z += xi[a + j] * u[layer - 1]
            if layer < last:
                h[layer, j], slope[layer, j] = activation(net.activation, z)
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
            u[layer] = exp(z)
            a = extra + 1 + below


@inlined
def backward(net, xi, g, h, slope, u, delta):
    """Add one point's part to the gradient g. h, slope, u: from `forward`; delta: (depth + 1, widest), work space.

    delta[-1] is the derivative with respect to the outputs.
    """
    per_layer, last = net.neuron == Neuron.PER_LAYER, net.widths.size - 1
    first, extra = net_size(net.widths), xi.size
    above = 0.0 * xi[0]  # derivative with respect to the argument of the exponential neuron in the layer above
    above_w = 0
    for layer in range(last, 0, -1):
        into, out = net.widths[layer - 1], net.widths[layer]
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
                here = layer - 1  # its exponential neuron has weights a to `layer`, and w from the layer before `here`
                before = net.widths[here - 1]
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
