"""Sign gradient descent: every coordinate moves by the same amount (Riedmiller and Braun 1993; Bernstein et al. 2018)."""

from numba.extending import register_jitable

from descent.escape.stepwise import stepwise

LABEL = "SignGD"
PARAMETERS = ("stride",)


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x <- x - stride sign(grad f(x))."""
    for j in range(x.size):
        if slope[j] > 0.0:
            x[j] -= values[0]
        elif slope[j] < 0.0:
            x[j] += values[0]
    return True


descend = stepwise(step, PARAMETERS)
