"""Activations phi, each with its derivative. They take a number in compiled kernels, real or complex, or a whole array of numpy or torch.

An activation is a formula here, a member of `Activation` and a line in `activation`. LEAK and ROUND are our choices.
"""

import math

from descent import arrays, elementary
from descent.compiled import everywhere, inlined
from descent.kinds import Kind

LEAK = 0.1
"""Slope of the leaky ReLU below zero."""
ROUND = 0.1
"""Rounded ReLU is a parabola for |z| below this, and ReLU elsewhere: gradient flow then has no kink to slide along."""
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""Klambauer et al. 2017."""
KINKED = {"relu": 0.0, "leaky_relu": LEAK}
"""Piecewise linear activations, each with its slope below zero. The slope above zero is one."""
HOMOGENEOUS = ("linear", *KINKED)
"""Activations that the theorems of paper 4 assume: phi(z) = phi'(z) z."""


@everywhere
def slopes(z, below):
    """phi'(z) of a piecewise linear activation, of z's type and shape. below: the slope for z <= 0; for z > 0 it is one."""
    above = arrays.step(z)
    return above if below == 0.0 else below + (1.0 - below) * above


@everywhere
def kinked(z, below):
    """A piecewise linear activation whose slope below zero is `below`, and its derivative."""
    slope = slopes(z, below)
    return slope * z, slope


@everywhere
def relu(z):
    """max(z, 0), and its derivative."""
    return kinked(z, 0.0)


@everywhere
def leaky_relu(z):
    """z above zero, LEAK z below, and its derivative."""
    return kinked(z, LEAK)


@everywhere
def rounded_relu(z):
    """ReLU with a parabola in place of the kink, and its derivative."""
    half, near = 0.5 * (z + ROUND) / ROUND, abs(z.real) < ROUND
    value, slope = relu(z)
    return arrays.where(near, half * half * ROUND, value), arrays.where(near, half, slope)


@everywhere
def tanh(z):
    """tanh(z), and its derivative."""
    value = elementary.tanh(z)
    return value, 1.0 - value * value


@everywhere
def sigmoid(z):
    """1/(1 + exp(-z)), and its derivative."""
    value = 0.5 * (1.0 + elementary.tanh(0.5 * z))
    return value, value * (1.0 - value)


@everywhere
def arctan(z):
    """arctan(z), and its derivative."""
    return elementary.arctan(z), 1.0 / (1.0 + z * z)


@everywhere
def exponential_below(z, scale, alpha):
    """scale z above zero, scale alpha (exp(z) - 1) below, and its derivative."""
    above = z.real > 0.0
    below = scale * alpha * elementary.exp(arrays.where(above, 0.0 * z, z))
    return arrays.where(above, scale * z, below - scale * alpha), arrays.where(above, scale + 0.0 * z, below)


@everywhere
def elu(z):
    """z above zero, exp(z) - 1 below, and its derivative."""
    return exponential_below(z, 1.0, 1.0)


@everywhere
def selu(z):
    """Self-normalising ELU, and its derivative. Source: Klambauer et al. 2017."""
    return exponential_below(z, SELU_SCALE, SELU_ALPHA)


@everywhere
def gelu(z):
    """GELU in its tanh approximation, and its derivative. Source: Hendrycks and Gimpel 2016, section 2."""
    scale, cube = math.sqrt(2.0 / math.pi), 0.044715
    bend = elementary.tanh(scale * (z + cube * z * z * z))
    return 0.5 * z * (1.0 + bend), 0.5 * (1.0 + bend) + 0.5 * z * (1.0 - bend * bend) * scale * (1.0 + 3.0 * cube * z * z)


class Activation(Kind):
    """The activations by name."""

    RELU = 0
    LEAKY_RELU = 1
    ROUNDED_RELU = 2
    TANH = 3
    SIGMOID = 4
    ARCTAN = 5
    ELU = 6
    SELU = 7
    GELU = 8


FORMULAS = {formula.__name__: formula for formula in (relu, leaky_relu, rounded_relu, tanh, sigmoid, arctan, elu, selu, gelu)}


@inlined
def activation(kind, z):
    """phi(z) and phi'(z) of an `Activation`, in a kernel. At a kink the slope is the left derivative. z: a real or complex number."""
    if kind == Activation.RELU:
        return relu(z)
    if kind == Activation.LEAKY_RELU:
        return leaky_relu(z)
    if kind == Activation.ROUNDED_RELU:
        return rounded_relu(z)
    if kind == Activation.TANH:
        return tanh(z)
    if kind == Activation.SIGMOID:
        return sigmoid(z)
    if kind == Activation.ARCTAN:
        return arctan(z)
    if kind == Activation.ELU:
        return elu(z)
    if kind == Activation.SELU:
        return selu(z)
    if kind == Activation.GELU:
        return gelu(z)
    return math.nan * z, math.nan * z


def activate(name: str, z):
    """phi(z) and phi'(z) of an array z of any shape. For `linear`, the identity, the derivative is None, which means one everywhere."""
    return (z, None) if name == "linear" else FORMULAS[name](z)
