"""Activations of hidden neurons with their slopes, for compiled kernels; complex arguments too, for derivatives by a complex step."""

import math

import numpy as np

from descent.compiled import inlined

ACTIVATIONS = ("relu", "leaky_relu", "rounded_relu", "tanh", "sigmoid", "arctan", "elu", "selu")
LEAK = 0.1
"""Slope of leaky ReLU for negative arguments. Ours."""
ROUND = 0.1
"""Rounded ReLU is a parabola for |z| below this, and ReLU elsewhere: gradient flow then has no kink to slide along. Ours."""
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""Klambauer et al. 2017."""


@inlined
def _tanh(z):
    """tanh(z), for complex z to first order in the imaginary part: the library's complex tanh overflows where |z| is large."""
    value = math.tanh(z.real)
    return value + (1.0 - value * value) * (z - z.real)


@inlined
def activate(kind, z):
    """phi(z) and phi'(z) of the activation ACTIVATIONS[kind]; at a kink the slope is that from the left."""
    positive = z.real > 0.0
    if kind == 0:
        return (z, 1.0 + 0.0 * z) if positive else (0.0 * z, 0.0 * z)
    if kind == 1:
        return (z, 1.0 + 0.0 * z) if positive else (LEAK * z, LEAK + 0.0 * z)
    if kind == 2:
        if abs(z.real) < ROUND:
            half = 0.5 * (z + ROUND) / ROUND
            return half * half * ROUND, half
        return (z, 1.0 + 0.0 * z) if positive else (0.0 * z, 0.0 * z)
    if kind == 3:
        value = _tanh(z)
        return value, 1.0 - value * value
    if kind == 4:
        value = 0.5 * (1.0 + _tanh(0.5 * z))
        return value, value * (1.0 - value)
    if kind == 5:
        return np.arctan(z), 1.0 / (1.0 + z * z)
    scale, alpha = (1.0, 1.0) if kind == 6 else (SELU_SCALE, SELU_ALPHA)
    if positive:
        return scale * z, scale + 0.0 * z
    below = scale * alpha * np.exp(z)
    return below - scale * alpha, below
