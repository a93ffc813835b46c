"""Perturbed accelerated gradient descent, with negative curvature exploitation (Jin, Netrapalli and Jordan 2018, algorithms 2 and 3)."""

import math

import numpy as np
from numba.extending import register_jitable

from descent.escape.noise import add_ball, norm_within
from descent.escape.octopus_compiled import OUTSIDE, gradient, value
from descent.escape.stepwise import stepwise

LABEL = "perturbed AGD"
PARAMETERS = ("g_thres", "r", "t_thres", "momentum", "nce_gamma", "nce_s")


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """Noise as in PGD, then an accelerated step; where f is too non-convex between x and y, a move along v of length nce_s instead.

    memory[0] is v, memory[1] is y, memory[2, 0] the iteration of the last noise as in PGD, memory[3] is xi, then the point behind x.
    """
    g_thres, r, t_thres, momentum, nce_gamma, nce_s = values[0], values[1], values[2], values[3], values[4], values[5]
    v, y, behind = memory[0], memory[1], memory[3]
    d = x.size
    if norm_within(i, slope, g_thres) and t - (memory[2, 0] - t_thres - 1.0) > t_thres:
        memory[2, 0] = t + t_thres + 1.0
        add_ball(x, r, memory[3], stream)
    for j in range(d):
        y[j] = x[j] + momentum * v[j]
    if gradient(y, p, slope) == OUTSIDE:
        return False
    f_x = value(x, p)
    if np.isnan(f_x):
        return False
    along, length, speed = 0.0, 0.0, 0.0
    for j in range(d):
        along += slope[j] * (x[j] - y[j])
        length += (x[j] - y[j]) ** 2
        speed += v[j] * v[j]
    if length == 0.0 or f_x > value(y, p) + along - 0.5 * nce_gamma * length:
        for j in range(d):
            moved = y[j] - eta * slope[j]
            v[j] = moved - x[j]
            x[j] = moved
        return True
    speed = math.sqrt(speed)
    if 0.0 < speed < nce_s:
        for j in range(d):
            y[j] = x[j] + nce_s * v[j] / speed
            behind[j] = x[j] - nce_s * v[j] / speed
        f_y, f_behind = value(y, p), value(behind, p)
        forward = np.isnan(f_behind) or f_y <= f_behind
        for j in range(d):
            x[j] = y[j] if forward else behind[j]
    for j in range(d):
        v[j] = 0.0
    return True


descend = stepwise(step, PARAMETERS, memory=4)
