"""Training of matrix factorisations with eta_t = step_scale (t + 1)^-step_power, shared by all methods of `factor_methods`."""

from typing import NamedTuple

import numpy as np

from descent import elementary, parameters
from descent.balance import factorisation
from descent.balance.factor_descent import descend
from descent.elementary import log, log10
from descent.ends import End
from descent.parameters import Positive, given

DIGITS = 12
"""The levels of the residual are eps and then 10^-1 to 10^-DIGITS."""


class Parameters(parameters.Parameters):
    """Parameters of the steps and of what is recorded."""

    eps: float = given(0.01, "Residual ||U V^T - M||_F that the theorems promise; ||M||_F is 1.", gt=0, le=1)
    step_scale: Positive = given(description="Steps are eta_t = step_scale (t + 1)^-step_power.")
    step_power: float = given(0, "Exponent of the decay of the steps; 0 for a constant step.", ge=0, le=1)
    points: int = given(16, "Number of recorded points in addition to the start.", ge=1, le=10_000)


class Problem(NamedTuple):
    """Runs to train, with ||M||_F = 1, and the `Parameters` of their steps."""

    s: np.ndarray
    """Singular values of M. (runs, r)"""
    X: np.ndarray
    """U in coordinates of the span. (runs, 2r, r)"""
    Y: np.ndarray
    """V in coordinates of the span. (runs, 2r, r)"""
    eps: float
    step_scale: float
    step_power: float
    points: int


class Trained(NamedTuple):
    """The results, one row per run. The points are iterations, even for a constant step, else even in their logarithm or in flow time."""

    log10_iteration: np.ndarray
    """log10 of the iterations. (runs, points)"""
    residual: np.ndarray
    """||U V^T - M||_F. (runs, points)"""
    imbalance: np.ndarray
    """||U^T U - V^T V||_F. (runs, points)"""
    u: np.ndarray
    """||U||_F^2. (runs, points)"""
    v: np.ndarray
    """||V||_F^2. (runs, points)"""
    reach: np.ndarray
    """log10 of the iteration from which the residual stays at most eps, 0.1, 0.01, ...; NaN where it does not. (runs, 1 + DIGITS)"""
    most: np.ndarray
    """Largest imbalance, increase of f in a step, f, ||U||_F^2 and ||V||_F^2 over all iterations. (runs, 5)"""
    ratio: np.ndarray
    """Least and largest |u.u*| / |v.v*| over all iterations (rank 1). (runs, 2)"""
    diverged_at: np.ndarray
    """The first iteration whose residual is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""


def starts(generators, d: int, d2: int, rank: int, start_variance: float, v_start_variance: float):
    """Singular values of M, and starts with entries N(0, variance) in coordinates of the span, for one run per generator.

    The other arguments are those of `factorisation.Parameters`. Returns s (runs, rank), X and Y (runs, 2 rank, rank).
    """
    drawn = [
        (factorisation.target(generator, d, d2, rank), *(factorisation.gaussian_coordinates(generator, side, rank) for side in (d, d2)))
        for generator in generators
    ]
    s, X, Y = (np.array(values) for values in zip(*drawn, strict=True))
    return s, np.sqrt(start_variance) * X, np.sqrt(v_start_variance) * Y


def kept_iterations(steps: int, points: int, power: float) -> np.ndarray:
    """Iterations to record: 0, `steps`, and about `points` between them, evenly spaced for a constant step, else in their logarithm.

    Returns (kept,).
    """
    between = np.linspace(0, steps, points + 1) if power == 0.0 else elementary.power(10.0, np.linspace(0.0, log10(float(steps)), points))
    return np.unique(np.concatenate([[0], np.rint(between), [steps]])).astype(int)


def linear_rate(reach) -> np.ndarray:
    """Slope of log(residual) against the iteration, between residuals of 1e-4 and 1e-10. reach: (runs, 1 + DIGITS), as in `Trained`."""
    first, last = elementary.power(10.0, reach[:, 4]), elementary.power(10.0, reach[:, 10])
    return log(1e-6) / (last - first)


def levels(eps: float) -> np.ndarray:
    """The levels of the residual for `reach`. Returns (1 + DIGITS,)."""
    return np.array([eps, *(float(f"1e-{digit}") for digit in range(1, DIGITS + 1))])


def descended(problem: Problem, steps: int, regulariser: float = 0.0) -> tuple[Trained, np.ndarray]:
    """Literal descent of every run. regulariser: 1/8 in the paper's objective (3).

    Returns its `Trained`, and X and Y at the end, (runs, 2, 2r, r).
    """
    s, X, Y, eps, scale, power, points = problem
    kept_at = kept_iterations(steps, points, power)
    found = descend(X, Y, s, np.full(len(s), scale), power, regulariser, kept_at, levels(eps))
    iteration, reach = log10(kept_at), log10(found.reach)
    status = np.where(found.diverged_at >= 0, End.DIVERGED, End.COMPLETED)
    rows = np.broadcast_to(iteration, found.residual.shape)
    return Trained(rows, *found[:4], reach, found.most, found.ratio, found.diverged_at, status), found.end
