"""Normalised gradient descent: every step has the same length (Nesterov 1984)."""

import math

from numba.extending import register_jitable

from descent.escape.stepwise import stepwise

LABEL = "normalised GD"
PARAMETERS = ("stride",)


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x <- x - stride grad f(x) / ||grad f(x)||; stays where the gradient is 0."""
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    if square > 0.0:
        for j in range(x.size):
            x[j] -= values[0] * slope[j] / math.sqrt(square)
    return True


descend = stepwise(step, PARAMETERS)
