"""Normalised gradient descent: every step has the same length (Nesterov 1984)."""

import math

from descent import parameters
from descent.parameters import Positive, given

LABEL = "normalised GD"


class Parameters(parameters.Parameters):
    """Parameters of normalised GD."""

    stride: Positive = given(description="Length of a step.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, stride):
    """x <- x - stride grad f(x) / ||grad f(x)||; x stays the same where the gradient is 0."""
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    if square > 0.0:
        for j in range(x.size):
            x[j] -= stride * slope[j] / math.sqrt(square)
    return True
