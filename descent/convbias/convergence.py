"""How fast predictors turn to their limit as the margin grows: margins at which they are near, and rates, fitted and predicted."""

import numpy as np

from descent.convbias.fourier import magnitudes
from descent.convbias.separators import FLOOR
from descent.convbias.stationarity import surviving


def reach(log10_margin: np.ndarray, distance: np.ndarray, level: float) -> np.ndarray:
    """log10 of the margin from which on 1 - cos stays below a level, between points on a straight line in logarithms.

    log10_margin, distance: (runs, points). Returns (runs,); NaN where a run does not come so near.
    """
    result = np.full(len(distance), np.nan)
    for run, (margin, near) in enumerate(zip(log10_margin, distance, strict=True)):
        known = np.isfinite(near)
        margin, near = margin[known], np.log10(np.maximum(near[known], FLOOR))
        above = np.flatnonzero(near > np.log10(level))
        if near.size and not above.size:
            result[run] = margin[0]
        elif near.size and above[-1] < near.size - 1:
            before, after = above[-1], above[-1] + 1
            share = (near[before] - np.log10(level)) / (near[before] - near[after])
            result[run] = margin[before] + share * (margin[after] - margin[before])
    return result


def rate(log10_margin: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Slope of log10(1 - cos) against log10 of the margin, by least squares over the upper half of what is above the floor.

    log10_margin, distance: (runs, points). Returns (runs,); NaN with fewer than three points.
    """
    result = np.full(len(distance), np.nan)
    for run, (margin, near) in enumerate(zip(log10_margin, distance, strict=True)):
        known = np.isfinite(near) & (near > 10 * FLOOR)
        if known.any():
            known &= margin >= margin[known].max() / 2
        if known.sum() >= 3:
            result[run] = np.polyfit(margin[known], np.log10(near[known]), 1)[0]
    return result


def dual_rate(l1: np.ndarray, alpha: np.ndarray, x: np.ndarray) -> float:
    """The rate of a convolutional net of depth 2, from the multipliers of the l1 separator. Ours.

    A frequency that the separator does not use grows as M^f, f = |sum_n alpha_n y_n x^_n| there, where the used ones, f = 1, grow as M;
    so 1 - cos falls as M^(-2 (1 - f)) with the largest such f. l1: (D,); alpha: (N,); x: (N, D) signals times labels.
    """
    return float(-2 * (1 - magnitudes(alpha @ x)[~surviving(l1)].max(initial=0.0)))
