"""Perturbed accelerated gradient descent, with negative curvature exploitation (Jin, Netrapalli and Jordan 2018, algorithms 2 and 3)."""

import math

from descent import parameters
from descent.noise import add_ball, norm_within
from descent.parameters import Decay, NotNegative, Positive, given

LABEL = "perturbed AGD"
MEMORY = 4


class Parameters(parameters.Parameters):
    """Parameters of perturbed accelerated gradient descent."""

    eta: Positive = given(description="Step size of gradient steps.")
    g_thres: NotNegative = given(description="Noise is added where the gradient is at most this.")
    r: NotNegative = given(description="Radius of the noise.")
    t_thres: int = given(1, "Least number of iterations between two noises.", ge=0)
    momentum: Decay = given(description="Share of the last step that is repeated before the gradient is computed.")
    nce_gamma: NotNegative = given(description="The curvature from which f counts as too non-convex.")
    nce_s: Positive = given(description="Length of the move along negative curvature.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, g_thres, r, t_thres, momentum, nce_gamma, nce_s):
    """Noise as in PGD, then an accelerated step, or a move of length nce_s along v where f is too non-convex between x and y.

    memory[0] is v, memory[1] is y, memory[2, 0] is the iteration of the last noise as in PGD, memory[3] is xi, then x - nce_s v/||v||.
    """
    v, y, behind = memory[0], memory[1], memory[3]
    d = x.size
    if norm_within(stage, slope, g_thres) and t - (memory[2, 0] - t_thres - 1.0) > t_thres:
        memory[2, 0] = t + t_thres + 1.0
        add_ball(x, r, memory[3], stream)
    for j in range(d):
        y[j] = x[j] + momentum * v[j]
    if gradient(y, problem, slope) < 0:
        return False
    f_x = value(x, problem)
    if math.isnan(f_x):
        return False
    along, length, speed = 0.0, 0.0, 0.0
    for j in range(d):
        along += slope[j] * (x[j] - y[j])
        length += (x[j] - y[j]) ** 2
        speed += v[j] * v[j]
    if length == 0.0 or f_x > value(y, problem) + along - 0.5 * nce_gamma * length:
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
        f_y, f_behind = value(y, problem), value(behind, problem)
        forward = math.isnan(f_behind) or f_y <= f_behind
        for j in range(d):
            x[j] = y[j] if forward else behind[j]
    for j in range(d):
        v[j] = 0.0
    return True
