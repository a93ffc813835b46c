"""Activations, each with its derivative: those that are homogeneous, phi(z) = phi'(z) z, and two that are not.

The arrays may be numpy's or torch's.
"""

import math

from array_api_compat import array_namespace

LEAK = 0.1
"""Slope of the leaky ReLU below zero. Ours."""

KINKED = {"relu": 0.0, "leaky_relu": LEAK}
"""Piecewise linear activations: their slope below zero; above it is one."""
HOMOGENEOUS = ("linear", *KINKED)
"""Those that the theorems are about."""
ACTIVATIONS = (*HOMOGENEOUS, "tanh", "gelu")


def slopes(z, below: float):
    """phi'(z) of a piecewise linear activation with slope `below` under zero, and at zero. z: any shape. Returns the same shape."""
    xp = array_namespace(z)
    above = xp.astype(z > 0, z.dtype)
    return above if below == 0.0 else below + (1.0 - below) * above


def _tanh(z):
    value = array_namespace(z).tanh(z)
    return value, 1.0 - value * value


def _gelu(z):
    """The form with tanh. Source: Hendrycks and Gimpel 2016, section 2."""
    scale, cube = math.sqrt(2.0 / math.pi), 0.044715
    bend = array_namespace(z).tanh(scale * (z + cube * z * z * z))
    return 0.5 * z * (1.0 + bend), 0.5 * (1.0 + bend) + 0.5 * z * (1.0 - bend * bend) * scale * (1.0 + 3.0 * cube * z * z)


def activate(name: str, z):
    """phi(z) and phi'(z). z: any shape. The derivative of the identity is None, which stands for one everywhere."""
    if name == "linear":
        return z, None
    if name in KINKED:
        slope = slopes(z, KINKED[name])
        return slope * z, slope
    return {"tanh": _tanh, "gelu": _gelu}[name](z)
