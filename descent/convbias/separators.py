"""The separators that the theorems name: the l2 maximum margin and the least l1 norm of Fourier coefficients.

A convex solver finds each; Newton's method on the optimality conditions then sharpens it to rounding, and it counts only if those
conditions, which are sufficient as both programmes are convex, hold to `CERTIFIED`.
"""

from functools import cache
from typing import NamedTuple

import cvxpy as cp
import numpy as np

from descent import checked
from descent.convbias.fourier import coordinates, multiplicity, signal

TOLERANCE = 1e-9
"""Gap and feasibility that the solver is asked for; an answer that it calls inexact may still be sharpened."""
CERTIFIED = 1e-11
"""Largest violation of an optimality condition, all of which are of order one."""
FLOOR = 1e-20
"""Distances 1 - cos to these separators mean nothing below this: rounding turns them by up to 1e-10."""
CUTS = (1e-5, 1e-4, 1e-6, 1e-3, 1e-7, 1e-2)
"""Relative sizes below which a multiplier or a coefficient of the solver's answer is taken for zero, tried in turn."""


class Separators(NamedTuple):
    """Both separators of some data sets; rows of NaN where the data cannot be separated or the answer was not certified."""

    l2: np.ndarray
    """argmin ||beta||_2 with y_n <x_n, beta> >= 1. (runs, D)"""
    l1: np.ndarray
    """argmin ||beta^||_1 with the same constraints. (runs, D)"""
    alpha: np.ndarray
    """Multipliers of the second, one a sample: sum_n alpha_n y_n x^_n is beta^ / |beta^| where beta^ is not 0. (runs, N)"""
    separable: np.ndarray
    """Whether any predictor separates the data. (runs,) bool"""


@cache
def _problems(N: int, D: int):
    """Both programmes for data of one shape, compiled once, in orthonormal Fourier coordinates."""
    x, u = cp.Parameter((N, D)), cp.Variable(D)
    H, twice = D // 2 + 1, (D - 1) // 2
    alone = [k for k in range(H) if not 1 <= k <= twice]
    apart = x @ u >= 1
    pairs = cp.norm(cp.vstack([u[1 : twice + 1], u[H:]]), 2, axis=0) if twice else 0
    l2 = cp.Problem(cp.Minimize(cp.sum_squares(u)), [apart])
    l1 = cp.Problem(cp.Minimize(cp.norm1(u[alone]) + np.sqrt(2) * cp.sum(pairs)), [apart])
    return x, u, apart, l2, l1


def _packed(x: np.ndarray) -> np.ndarray:
    """Signals in D orthonormal coordinates: real parts, then imaginary parts of the frequencies that have one. x: (..., D)."""
    u = coordinates(x)
    return np.concatenate([u[..., 0, :], u[..., 1, 1 : (x.shape[-1] - 1) // 2 + 1]], axis=-1)


def _unpacked(u: np.ndarray) -> np.ndarray:
    """Signals from the D coordinates of `_packed`. u: (..., D)."""
    D = u.shape[-1]
    H, twice = D // 2 + 1, (D - 1) // 2
    parts = np.zeros((*u.shape[:-1], 2, H))
    parts[..., 0, :], parts[..., 1, 1 : twice + 1] = u[..., :H], u[..., H:]
    return signal(parts, D)


def _solve(problem) -> str:
    """What the solver says of a programme, solved tightly."""
    try:
        problem.solve(solver=cp.CLARABEL, **dict.fromkeys(("tol_gap_abs", "tol_gap_rel", "tol_feas"), TOLERANCE))
    except cp.SolverError:
        return cp.SOLVER_ERROR
    return problem.status


def _sharp_l2(x, alpha, cut):
    """The l2 separator from its support. Returns (u, violation of its optimality conditions)."""
    support = alpha > cut * alpha.max()
    sharp = np.linalg.lstsq(x[support] @ x[support].T, np.ones(support.sum()))[0]
    u = sharp @ x[support]
    return u, max(np.max(1 - x @ u), -sharp.min(), np.max(np.abs(x[support] @ u - 1)))


def _sharp_l1(x, u, alpha, cut):
    """The l1 separator by Newton's method from the solver's answer. Returns (u, alpha, violation of its optimality conditions)."""
    D = len(u)
    H, twice, c = D // 2 + 1, (D - 1) // 2, multiplicity(len(u))
    frequency = np.concatenate([np.arange(H), np.arange(1, twice + 1)])

    def sizes(v):
        return np.sqrt(np.bincount(frequency, v * v, H))

    size = sizes(u)
    alive, support = size > cut * size.max(), alpha > cut * alpha.max()
    free = alive[frequency]
    weight, same = np.sqrt(c)[frequency[free]], frequency[free][:, None] == frequency[free]
    rows, b, a = x[support][:, free], u[free], alpha[support]
    for _ in range(20):
        length = np.sqrt(same @ b**2)
        unit = b / length
        residual = np.concatenate([a @ rows - weight * unit, rows @ b - 1])
        if np.max(np.abs(residual)) < 1e-14:
            break
        turn = -(weight / length)[:, None] * (np.eye(len(b)) - same * np.outer(unit, unit))
        step = np.linalg.lstsq(np.block([[turn, rows.T], [rows, np.zeros((len(a), len(a)))]]), -residual)[0]
        b, a = b + step[: len(b)], a + step[len(b) :]
    sharp, multipliers = np.zeros(D), np.zeros(len(x))
    sharp[free], multipliers[support] = b, a
    force = sizes(multipliers @ x) / np.sqrt(c)
    return sharp, multipliers, max(np.max(np.abs(residual)), np.max(1 - x @ sharp), -multipliers.min(), np.max(force) - 1)


def separators(data: np.ndarray) -> Separators:
    """Both separators of every data set. data: (runs, N, D), signals times labels. Raises ValueError where they are not as said."""
    data = checked.array("data", data, "runs", "N", "D")
    runs, N, D = data.shape
    x, u, apart, l2, l1 = _problems(N, D)
    empty = np.full((runs, D), np.nan)
    result = Separators(empty, empty.copy(), np.full((runs, N), np.nan), np.zeros(runs, bool))
    for run, packed in enumerate(_packed(data)):
        x.value = packed
        result.separable[run] = _solve(l2) not in (cp.INFEASIBLE, cp.INFEASIBLE_INACCURATE)
        if not result.separable[run] or u.value is None:
            continue
        for cut in CUTS:
            sharp, violation = _sharp_l2(packed, apart.dual_value, cut)
            if violation < CERTIFIED:
                result.l2[run] = _unpacked(sharp)
                break
        _solve(l1)
        if u.value is None:
            continue
        for cut in CUTS:
            sharp, alpha, violation = _sharp_l1(packed, u.value, apart.dual_value, cut)
            if violation < CERTIFIED:
                result.l1[run], result.alpha[run] = _unpacked(sharp), alpha
                break
    return result


def distance(beta: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1 - cos of the angle between predictors, as half the squared distance of their directions. beta, other: (..., D). Returns (...).

    The scalar product itself would lose everything below 1e-16.
    """
    unit = [v / np.linalg.norm(v, axis=-1, keepdims=True) for v in (beta, other)]
    return np.sum((unit[0] - unit[1]) ** 2, axis=-1) / 2
