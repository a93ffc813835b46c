"""Nesterov's accelerated gradient descent with a constant momentum (Nesterov 1983)."""

from numba.extending import register_jitable

from descent.escape.octopus_compiled import OUTSIDE, gradient
from descent.escape.stepwise import stepwise

LABEL = "Nesterov"
PARAMETERS = ("momentum",)


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """y = x + momentum v; x' = y - eta grad f(y); v = x' - x. memory[0] is v, memory[1] is y."""
    for j in range(x.size):
        memory[1, j] = x[j] + values[0] * memory[0, j]
    if gradient(memory[1], p, slope) == OUTSIDE:
        return False
    for j in range(x.size):
        moved = memory[1, j] - eta * slope[j]
        memory[0, j] = moved - x[j]
        x[j] = moved
    return True


descend = stepwise(step, PARAMETERS, memory=2)
