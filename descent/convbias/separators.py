"""The separators of the theorems: that of maximum l2 margin, and that of least l1 norm of Fourier coefficients, or of entries.

The first is a projection, found by non-negative least squares (Lawson and Hanson 1974, chapter 23). The second starts from an interior
point (see `barrier`), which Newton's method on the optimality conditions refines up to rounding. A separator counts only if the optimality
conditions hold to `CERTIFIED`; they are sufficient, since both problems are convex. All sums have a fixed order, so the bits depend on the
data alone.
"""

from typing import NamedTuple

import numpy as np

from descent import checked
from descent.algebra import lstsq, matmul, nnls, norm
from descent.algebra.factorisations import matrices
from descent.convbias import fourier
from descent.convbias.barrier import shortest
from descent.convbias.fourier import sizes
from descent.elementary import square

SEPARABLE = 1e-7
"""Data are separable if their margin, divided by the longest sample, exceeds this."""
CERTIFIED = 1e-11
"""Largest allowed violation of the optimality conditions, which are scaled to order one."""
FLOOR = 1e-20
"""Distances 1 - cos to these separators have no meaning below this, since rounding changes their directions by up to 1e-10."""
CUTS = (1e-5, 1e-4, 1e-6, 1e-3, 1e-7, 1e-2)
"""Relative sizes below which a multiplier or a coefficient of the interior point counts as zero, tried in turn."""
NEWTON = 20
"""Largest number of Newton steps."""


class Separators(NamedTuple):
    """Both separators of some data sets; rows of NaN where the data are not separable or the separator is not certified."""

    l2: np.ndarray
    """argmin ||beta||_2 with y_n <x_n, beta> >= 1. (runs, D)"""
    l1: np.ndarray
    """argmin ||beta^||_1 with the same constraints, or argmin ||beta||_1 in the domain of entries. (runs, D)"""
    alpha: np.ndarray
    """Multipliers of the l1 separator: sum_n alpha_n y_n x^_n is beta^ / |beta^| where beta^ is not 0. (runs, N)"""
    separable: np.ndarray
    """Whether any predictor separates the data. (runs,) bool"""


def _l2(x: np.ndarray) -> tuple[np.ndarray, float]:
    """The l2 separator of x (N, D), and the largest violation of its optimality conditions, infinite where the data are not separable.

    The convex combination of the samples with the least norm is a multiple of the separator; the samples in it are the support.
    """
    N, D = x.shape
    alpha, margin = nnls(np.vstack([x.T / norm(x, axis=1).max(), np.ones(N)]), np.append(np.zeros(D), 1.0))
    if not margin > SEPARABLE:
        return np.full(D, np.nan), np.inf
    support = x[alpha > 0]
    beta = lstsq(support, np.ones(len(support)))
    multipliers = lstsq(support.T, beta)
    apart = [matmul(x, beta).min() - 1, multipliers.min()]
    return beta, max(-min(apart), np.abs(matmul(support, beta) - 1).max(), np.abs(matmul(multipliers, support) - beta).max())


def _sharpened(x, c, u, alpha, cut):
    """The l1 separator by Newton's method on the coordinates and samples of an interior point that are larger than `cut` times the largest.

    x: (N, 2, H); c: (H,); u: (2, H); alpha: (N,). Returns u, alpha and the largest violation of the optimality conditions.
    """
    size = sizes(u)
    alive, support = size > cut * size.max(), alpha > cut * alpha.max()
    rows, weight, left = x[support][..., alive].reshape(support.sum(), -1), np.sqrt(c[alive]), np.inf
    b, a = best = u[:, alive], alpha[support]
    for _ in range(NEWTON):
        length = sizes(b)
        unit = b / length
        residual = np.concatenate([matmul(a, rows) - (weight * unit).ravel(), matmul(rows, b.ravel()) - 1])
        if not np.abs(residual).max() < left:
            break
        left, best = np.abs(residual).max(), (b, a)
        (xx, xy), (_, yy) = weight / length * (unit[:, None] * unit - np.eye(2)[..., None])
        turn = np.block([[np.diag(xx), np.diag(xy)], [np.diag(xy), np.diag(yy)]])
        step = lstsq(np.block([[turn, rows.T], [rows, np.zeros((len(a), len(a)))]]), -residual)
        b, a = b + step[: b.size].reshape(b.shape), a + step[b.size :]
    sharp, multipliers = np.zeros(u.shape), np.zeros(len(x))
    sharp[:, alive], multipliers[support] = best
    flat = x.reshape(len(x), -1)
    force = sizes(matmul(multipliers, flat).reshape(u.shape)) / np.sqrt(c)
    return sharp, multipliers, max(left, 1 - matmul(flat, sharp.ravel()).min(), -multipliers.min(), force.max() - 1)


def separators(data: np.ndarray, domain=fourier) -> Separators:
    """Both separators of every data set. Raises ValueError where the data are not such an array.

    data: (runs, N, D), signals times labels; domain: `fourier` or `entries`, in whose coordinates the l1 norm is taken.
    """
    data = checked.array("data", data, "runs", "N", "D")
    runs, N, D = data.shape
    data, unit = matrices(data)  # scaled so that squares do not overflow
    c, empty = domain.multiplicity(D), np.full((runs, D), np.nan)
    result = Separators(empty, empty.copy(), np.full((runs, N), np.nan), np.zeros(runs, bool))
    for run, (signals, x) in enumerate(zip(data, domain.coordinates(data), strict=True)):
        beta, violation = _l2(signals)
        result.separable[run] = violation < np.inf
        if not result.separable[run]:
            continue
        if violation < CERTIFIED:
            result.l2[run] = beta
        u, alpha = shortest(x, c)
        for cut in CUTS:
            sharp, multipliers, violation = _sharpened(x, c, u, alpha, cut)
            if violation < CERTIFIED:
                result.l1[run], result.alpha[run] = domain.signal(sharp, D), multipliers
                break
    return Separators(*(part / unit[:, 0] for part in result[:3]), result.separable)


def distance(beta: np.ndarray, other: np.ndarray) -> np.ndarray:
    """1 - cos of the angle between predictors, as half the squared distance of their directions. beta, other: (..., D). Returns (...).

    With the inner product of the directions, values below 1e-16 would be lost to rounding.
    """
    unit = [v / norm(v, axis=-1, keepdims=True) for v in (beta, other)]
    return np.sum(square(unit[0] - unit[1]), axis=-1) / 2
