"""What an optimiser has found, the same for all of them, and how their kernels keep it."""

from typing import NamedTuple

import numpy as np

from descent.compiled import copy, inlined
from descent.elementary import power
from descent.ends import End

ITERATION_LIMIT, CONVERGED, DIVERGED, GAVE_UP = (int(end) for end in (End.ITERATION_LIMIT, End.CONVERGED, End.DIVERGED, End.GAVE_UP))
"""How a run can end: out of iterations; with a gradient below the tolerance; outside the range of floats; with no lower point along the
direction of search, be it for rounding or for a kink."""

DECADES = -np.arange(2.0, 11.0)
NORMS = np.array([power(10.0, float(decade)) for decade in DECADES])
"""log10 of the norms of the gradient at which a run's point is kept, the last one being where it has converged; and those norms."""
DOUBLINGS = 20
"""A run's point is kept at the iterations 1, 2, 4, ... too, so many times at most."""


class Found(NamedTuple):
    """What is kept of every run."""

    xi: np.ndarray
    """End. (runs, P)"""
    decades: np.ndarray
    """Point at which the gradient's norm first fell below each of DECADES; NaN where it did not. (runs, 9, P)"""
    doublings: np.ndarray
    """Point at the iterations 1, 2, 4, ...; NaN after the end. (runs, DOUBLINGS, P)"""
    iterations: np.ndarray
    """(runs,)"""
    status: np.ndarray
    """Of `End`. (runs,)"""


def blank(xi) -> Found:
    """Nothing found yet, from the starts xi (runs, P)."""
    runs, P = xi.shape
    decades, doublings = (np.full((runs, kept, P), np.nan) for kept in (DECADES.size, DOUBLINGS))
    return Found(xi.copy(), decades, doublings, np.zeros(runs, np.int64), np.full(runs, ITERATION_LIMIT))


@inlined
def keep_decades(decades, reached, norm, xi):
    """Keep xi for every decade that the gradient's norm has newly fallen below. decades: (9, P). Returns how many are reached."""
    while reached < DECADES.size and norm <= NORMS[reached]:
        copy(xi, decades[reached])
        reached += 1
    return reached


@inlined
def keep_doubling(doublings, iteration, xi):
    """Keep xi where the iteration is a power of two. doublings: (DOUBLINGS, P)."""
    if iteration > 0 and iteration & (iteration - 1) == 0:
        k = 0
        while iteration >> (k + 1):
            k += 1
        if k < DOUBLINGS:
            copy(xi, doublings[k])
