"""Two ways to train a matrix factorisation, each under a name of its own.

`gd`: literal gradient descent, in coordinates of the span. `flow`: gradient descent first, and then its late phase as a flow.
"""

from typing import NamedTuple

import numpy as np

from descent.balance import factorisation
from descent.balance.factor_descent import descend

METHODS = ("gd", "flow")
STATUS = ("finished", "diverged", "not converged")
"""How a run can end: at its last iteration or flow time, with a residual that is not finite, with a solver that gave up."""
FINISHED, DIVERGED, NOT_CONVERGED = range(len(STATUS))
RESOLVED = 1e-8
"""The smallest residual that the flow's solver resolves; smaller levels are left to literal descent."""
DIGITS = 12
"""Residuals 10^-1 to 10^-DIGITS are levels; the first level is eps."""


class Trained(NamedTuple):
    """One row a run. The points are iterations, evenly spaced for a constant step, else in their logarithm or in flow time."""

    log10_iteration: np.ndarray
    """(runs, points)"""
    residual: np.ndarray
    """||U V^T - M||_F. (runs, points)"""
    imbalance: np.ndarray
    """||U^T U - V^T V||_F. (runs, points)"""
    u: np.ndarray
    """||U||_F^2. (runs, points)"""
    v: np.ndarray
    """||V||_F^2. (runs, points)"""
    reach: np.ndarray
    """log10 of the iteration from which on the residual is at most eps, 0.1, 0.01, ...; NaN where it is not. (runs, 1 + DIGITS)"""
    most: np.ndarray
    """Largest imbalance, rise of f in a step, f, ||U||_F^2 and ||V||_F^2 of all iterations. (runs, 5)"""
    ratio: np.ndarray
    """Least and largest |u.u*| / |v.v*| of all iterations (rank 1). (runs, 2)"""
    diverged_at: np.ndarray
    """The first iteration whose residual is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """Index in `STATUS`. (runs,)"""


def starts(generators, d: int, d2: int, rank: int, variance: float, v_variance: float):
    """Singular values of M and starts with entries N(0, variance) in coordinates of the span, a run a generator. Returns s
    (runs, rank), X and Y (runs, 2 rank, rank).
    """
    drawn = [
        (factorisation.target(generator, d, d2, rank), *(factorisation.gaussian_coordinates(generator, side, rank) for side in (d, d2)))
        for generator in generators
    ]
    s, X, Y = (np.array(values) for values in zip(*drawn, strict=True))
    return s, np.sqrt(variance) * X, np.sqrt(v_variance) * Y


def kept_iterations(steps: int, points: int, power: float) -> np.ndarray:
    """Iterations that are kept: 0, steps, and about so many points between, even for a constant step, else in their logarithm.
    Returns (kept,).
    """
    between = np.linspace(0, steps, points + 1) if power == 0.0 else np.geomspace(1, steps, points)
    return np.unique(np.concatenate([[0], np.rint(between)])).astype(int)


def linear_rate(reach) -> np.ndarray:
    """Slope of the logarithm of the residual over the iterations from 1e-4 to 1e-10. reach: (runs, 1 + DIGITS), as in `Trained`."""
    first, last = 10.0 ** reach[:, 4], 10.0 ** reach[:, 10]
    return np.log(1e-6) / (last - first)


def train_runs(method: str, s, X, Y, eps: float, scale: float, power: float, regulariser: float, steps: int, points: int, flow_time: float):
    """Train every run with eta_t = scale (t + 1)^-power, ||M||_F = 1. s: (runs, r); X, Y: (runs, 2r, r); steps: of descent; flow_time: of
    the late phase, which has `points` points. Returns `Trained`. Raises ValueError for an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"method = {method}: allowed: {', '.join(METHODS)}")
    if method == "flow" and not flow_time > 0.0:
        raise ValueError(f"flow_time = {flow_time}: the flow needs more than 0")
    levels = np.array([eps, *10.0 ** -np.arange(1.0, DIGITS + 1)])
    kept_at = kept_iterations(steps, points, power)
    found = descend(X, Y, s, np.full(len(s), scale), power, regulariser, kept_at, levels)
    with np.errstate(divide="ignore"):
        iteration, reach = np.log10(kept_at.astype(float)), np.log10(found.reach)
    status = np.where(found.diverged_at >= 0, DIVERGED, FINISHED)
    curves, most = np.stack(found[:4]), found.most
    if method == "flow":
        from descent.balance.factor_flow import late_flow, log10_iterations

        times = np.linspace(0.0, flow_time, points + 1)[1:]
        late = np.full((4, len(s), points), np.nan)
        for n in np.flatnonzero(status == FINISHED):
            late[:, n] = late_flow(*found.end[n], s[n], np.append(0.0, times))[:, 1:]
        iteration = np.append(iteration, log10_iterations(times, steps, scale, power))
        curves = np.concatenate([curves, late], axis=2)
        status = np.where((status == FINISHED) & np.isnan(late).any(axis=(0, 2)), NOT_CONVERGED, status)
        below = late[0][:, :, None] <= levels
        stays = np.flip(np.logical_and.accumulate(np.flip(below, axis=1), axis=1), axis=1)
        seen = np.isnan(reach) & stays[:, -1] & (levels >= RESOLVED)
        reach = np.where(seen, iteration[-points:][stays.argmax(axis=1)], reach)
        f = 0.5 * curves[0] ** 2
        rise = np.diff(f[:, -points - 1 :], axis=1).max(axis=1)
        largest = [values.max(axis=1) for values in (curves[1], f, curves[2], curves[3])]
        most = np.maximum(most, np.stack([largest[0], rise, *largest[1:]], axis=1))
    rows = np.broadcast_to(iteration, curves.shape[1:])
    return Trained(rows, *curves, reach, most, found.ratio, found.diverged_at, status)
