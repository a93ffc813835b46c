"""Noisy gradient descent: noise in every step (Ge et al. 2015, algorithm 1)."""

from numba.extending import register_jitable

from descent.escape.stepwise import stepwise
from descent.random import sphere

LABEL = "noisy GD"
PARAMETERS = ("sigma",)


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x <- x - eta (grad f(x) + sigma xi), xi uniform on the unit sphere. memory[0] is xi."""
    xi = memory[0]
    sphere(stream, xi)
    for j in range(x.size):
        x[j] -= eta * (slope[j] + values[0] * xi[j])
    return True


descend = stepwise(step, PARAMETERS, memory=1)
