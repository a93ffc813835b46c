"""Gradient descent, literally: every iteration in float64."""

from numba.extending import register_jitable

from descent.escape import lanes
from descent.escape.descent import Descent, Limits
from descent.escape.stepwise import stepwise

LABEL = "GD"
PARAMETERS = ()


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x <- x - eta grad f(x)."""
    for j in range(x.size):
        x[j] -= eta * slope[j]
    return True


watched = stepwise(step)


def descend(x, streams, p, eta, limits: Limits) -> Descent:
    """GD; where only the outcome is asked for, in blocks of runs, with the same bits."""
    return (lanes.descend if lanes.follow(p, eta, limits) else watched)(x, streams, p, eta, limits)
