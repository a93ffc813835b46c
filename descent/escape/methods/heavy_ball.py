"""Gradient descent with Polyak's momentum, the heavy ball (Polyak 1964)."""

from numba.extending import register_jitable

from descent.escape.stepwise import stepwise

LABEL = "heavy ball"
PARAMETERS = ("momentum",)


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """v <- momentum v - eta grad f(x); x <- x + v. memory[0] is v."""
    for j in range(x.size):
        memory[0, j] = values[0] * memory[0, j] - eta * slope[j]
        x[j] += memory[0, j]
    return True


descend = stepwise(step, PARAMETERS, memory=1)
