"""The direction of the gradient. The theorems assume that it converges, as the predictor's direction does."""

import numpy as np

from descent.algebra import matmul, norm
from descent.convbias.separators import distance


def directions(multipliers: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Directions of the loss's negative gradient with respect to the predictor, sum_n q_n y_n x_n.

    multipliers: (runs, points, N), the q_n; x: (runs, N, D) signals times labels. Returns (runs, points, D), NaN where q is NaN.
    """
    gradient = matmul(multipliers, x)
    return gradient / norm(gradient, axis=-1, keepdims=True)


def last(log10_margin: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """The gradient's direction at the last point that each run reached. log10_margin: (runs, points). Returns (runs, D)."""
    reached = np.maximum(np.isfinite(log10_margin).sum(axis=1) - 1, 0)
    return gradient[np.arange(len(gradient)), reached]


def turn(log10_margin: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    """1 - cos between the gradients at the last point and at the first point with at least the square root of the last margin.

    log10_margin: (runs, points), increasing; gradient: (runs, points, D). Returns (runs,).
    """
    known = np.where(np.isfinite(log10_margin), log10_margin, -np.inf)
    half = np.argmax(known >= known.max(axis=1, keepdims=True) / 2, axis=1)
    return distance(gradient[np.arange(len(gradient)), half], last(log10_margin, gradient))
