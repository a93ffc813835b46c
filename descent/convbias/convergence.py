"""How fast predictors converge in direction as the margin grows: the margins at which they are near, and fitted and predicted rates."""

import numpy as np

from descent.algebra import eigvalsh, line, matmul, norm, null_space
from descent.convbias import fourier
from descent.convbias.separators import FLOOR
from descent.convbias.stationarity import surviving
from descent.elementary import log10

LEVELS = {"reach_2": 1e-2, "reach_4": 1e-4, "reach_6": 1e-6}
"""Levels of 1 - cos for `reach`, by the column of a metrics table."""


def reach(log10_margin: np.ndarray, distance: np.ndarray, level: float) -> np.ndarray:
    """log10 of the margin from which 1 - cos stays below a level, by linear interpolation in logarithms.

    log10_margin, distance: (runs, points). Returns (runs,); NaN where 1 - cos does not stay below the level.
    """
    result = np.full(len(distance), np.nan)
    for run, (margin, near) in enumerate(zip(log10_margin, distance, strict=True)):
        known = np.isfinite(near)
        margin, near = margin[known], log10(np.maximum(near[known], FLOOR))
        above = np.flatnonzero(near > log10(level))
        if near.size and not above.size:
            result[run] = margin[0]
        elif near.size and above[-1] < near.size - 1:
            before, after = above[-1], above[-1] + 1
            share = (near[before] - log10(level)) / (near[before] - near[after])
            result[run] = margin[before] + share * (margin[after] - margin[before])
    return result


def at(log10_margin: np.ndarray, distance: np.ndarray, decades: float) -> np.ndarray:
    """1 - cos at a margin of 10^decades: its value at the first point with at least that margin.

    log10_margin, distance: (runs, points). Returns (runs,); NaN where a run does not reach that margin.
    """
    return np.array(
        [
            near[np.searchsorted(margin, decades)] if margin[-1] >= decades else np.nan
            for margin, near in zip(log10_margin, distance, strict=True)
        ]
    )


def rate(log10_margin: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Slope of log10(1 - cos) against log10 of the margin, by least squares over the upper half of the log margins with 1 - cos > 10 FLOOR.

    log10_margin, distance: (runs, points). Returns (runs,); NaN with fewer than three points.
    """
    result = np.full(len(distance), np.nan)
    for run, (margin, near) in enumerate(zip(log10_margin, distance, strict=True)):
        known = np.isfinite(near) & (near > 10 * FLOOR)
        if known.any():
            known &= margin >= margin[known].max() / 2
        if known.sum() >= 3:
            result[run] = line(margin[known], log10(near[known]))
    return result


def dual_rate(l1: np.ndarray, alpha: np.ndarray, x: np.ndarray, domain=fourier) -> float:
    """The rate at which a convolutional or diagonal net of depth 2 converges in direction to the l1 separator. The derivation is ours.

    The rate follows from the flow linearised around the separator. With s = log M and balanced layers, d beta^ / ds = |beta^| g with
    g = sum_n a_n y_n x^_n, where the a_n keep the margins of the support equal, and g tends to f = sum_n alpha_n y_n x^_n. A frequency that
    the separator does not use grows as M^|f|, while the used ones, with |f| = 1, grow as M. Deviations among the used ones that leave the
    margins equal decay at the rates of `_relaxation`. 1 - cos is quadratic in deviations, so it decays as M^(-2 r), with r the least of
    1 - |f| and these rates. Returns -2 r. l1: (D,); alpha: (N,); x: (N, D) signals times labels; domain: `fourier`, or `entries` for a
    diagonal net.
    """
    alive, force = surviving(l1, domain), domain.magnitudes(matmul(alpha, x))
    fading = 1 - force[~alive].max(initial=0.0)
    return float(-2 * min(fading, _relaxation(l1, x[alpha > 0], alive, domain).min(initial=np.inf)))


def _relaxation(l1: np.ndarray, x: np.ndarray, alive: np.ndarray, domain) -> np.ndarray:
    """Rates of decay of deviations among the used frequencies. l1: (D,); x: (support, D); alive: (H,) bool. Returns (deviations,).

    With deviations scaled by |beta^|^(-1/2), the rates are the eigenvalues of P Q P on the range of P. P projects on the deviations that
    leave the margins of the support equal, Q on changes of phase, which decay at rate 1; changes of magnitude alone do not decay.
    """
    beta, rows, size = domain.coordinates(l1)[:, alive], domain.coordinates(x)[..., alive], domain.magnitudes(l1)[alive]
    along_it = beta / norm(beta, axis=0)
    across = np.stack([-along_it[1], along_it[0]])
    turns = domain.multiplicity(len(l1))[alive] > 1  # frequencies with multiplicity 1 are real and have no phase
    radial, angular = (np.sqrt(size) * (unit * rows).sum(axis=-2) for unit in (along_it, across))
    free = null_space(np.hstack([radial, angular[:, turns]]))
    phases = free[len(size) :]
    return eigvalsh(matmul(phases.T, phases))
