"""Perturbed gradient descent: noise only where the gradient is small (Jin et al. 2017; Du et al. 2017, algorithm 1)."""

from numba.extending import register_jitable

from descent.escape import lanes
from descent.escape.descent import Descent, Limits
from descent.escape.noise import add_ball, norm_within
from descent.escape.octopus_compiled import OUTSIDE, gradient
from descent.escape.stepwise import stepwise

LABEL = "PGD"
PARAMETERS = ("g_thres", "r", "t_thres")


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x += xi, xi uniform in the ball of radius r, where ||grad f|| <= g_thres and more than t_thres steps since the last; then a GD step.

    memory[0, 0] is the iteration of the last noise, plus t_thres + 1, so that 0 stands for "none yet"; memory[1] is xi.
    """
    g_thres, r, t_thres = values[0], values[1], values[2]
    if t - (memory[0, 0] - t_thres - 1.0) > t_thres and norm_within(i, slope, g_thres):
        memory[0, 0] = t + t_thres + 1.0
        add_ball(x, r, memory[1], stream)
        if gradient(x, p, slope) == OUTSIDE:
            return False
    for j in range(x.size):
        x[j] -= eta * slope[j]
    return True


watched = stepwise(step, PARAMETERS, memory=2)


def descend(x, streams, p, eta, limits: Limits, *, g_thres, r, t_thres) -> Descent:
    """PGD; where only the outcome is asked for, in blocks of runs, with the same bits."""
    noise = lanes.Noise(float(g_thres), float(r), float(t_thres))
    if lanes.follow(p, eta, limits, noise):
        return lanes.descend(x, streams, p, eta, limits, noise)
    return watched(x, streams, p, eta, limits, g_thres=g_thres, r=r, t_thres=t_thres)
