"""Descent on the two warm-ups of figure 1 (Du et al. 2017, section 3): starts, literal GD, and its fast-forward in logarithms.

Thin band: the start has |x2| <= 1.5^-exp(1/eps). Far away: the start is exp(1/eps) from the origin, on a slope along which x2 shrinks.
"""

import numpy as np

from descent import loop, watching
from descent.elementary import exp, log
from descent.ends import End
from descent.methods import gd
from descent.problems import warm_up
from descent.problems.warm_up import HEIGHT, JUNCTION, numbers, profiles

ETA = 0.25
"""The paper's step size: near the saddle x1 is halved and x2 multiplied by 1.5 in every iteration."""


def starts(function: str, inverse_eps: float, u):
    """Starts of a warm-up, as x1 and log|x2|, so that even the thinnest band can be sampled.

    function: thin_band or far_away. u: (runs, 2) uniform on [0, 1). Returns x1 (runs,), log|x2| (runs,).
    """
    if function == "thin_band":
        return 2 * u[:, 0] - 1, log(1 - u[:, 1]) - exp(inverse_eps) * log(1.5)
    return u[:, 0] - 0.5 - exp(inverse_eps), log(0.5 * (1 - u[:, 1]))


def path(function: str, start, points: int, height: float) -> np.ndarray:
    """Iterates of literal float64 GD until |x2| reaches a height, at most `points` of them. start: (2,). Returns (iterates, 2)."""
    limits = watching.Limits(tolerance=-1.0, max_steps=points - 1, path=points)
    (x,) = loop.descend(warm_up, gd, np.array([start]), numbers(function=function), limits, eta=ETA).kept.path
    low = np.abs(x[:, 1]) < height
    return x if low.all() else x[: low.argmin() + 1]


def escape_literal(function: str, x1, log_x2, max_steps: int):
    """Iterations of literal float64 GD until |x2| > 1, and the ends of the runs. x1, log_x2: (runs,).

    Returns (runs,), NaN where max_steps do not suffice, and (runs,) of `End`.
    """
    x = np.stack([x1, exp(log_x2)], axis=-1)
    found = loop.descend(warm_up, gd, x, numbers(function=function), warm_up.Limits(float(max_steps)), eta=ETA)
    return np.where(found.status == End.ESCAPED, found.iterations, np.nan), found.status


def escape_event_driven(function: str, x1, log_x2):
    """Iterations until |x2| > 1 by fast-forward: the slope and the saddle in one step each, in logarithms. x1, log_x2, returns: (runs,)."""
    if function == "thin_band":
        return _leave_saddle(log_x2)
    slope_steps = np.ceil(np.maximum(JUNCTION[0] - x1, 0) / (4 * ETA))
    x1, log_x2 = x1 + slope_steps * 4 * ETA, log_x2 + slope_steps * log(1 - 2 * ETA)
    steps = slope_steps
    while (crossing := x1 <= JUNCTION[2]).any():
        x2 = exp(log_x2)
        _, a_slope, b, b_slope = profiles(x1)
        moved = x1 - ETA * (a_slope + b_slope * x2 * x2)
        x1 = np.where(crossing, moved, x1)
        log_x2 = np.where(crossing, log_x2 + log(1 - 2 * ETA * b), log_x2)
        steps = steps + crossing
    return steps + _leave_saddle(log_x2)


def _leave_saddle(log_x2):
    """Iterations near x1^2 - x2^2 until |x2| > 1. log_x2: (runs,), not positive. Returns (runs,)."""
    return np.floor((log(HEIGHT) - log_x2) / log(1 + 2 * ETA)) + 1
