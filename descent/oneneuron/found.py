"""The results of an optimiser, in the same form for all optimisers, and how kernels record them."""

from typing import NamedTuple

import numpy as np

from descent.compiled import copy, inlined
from descent.elementary import power
from descent.ends import End

ITERATION_LIMIT, CONVERGED, DIVERGED, GAVE_UP = (int(end) for end in (End.ITERATION_LIMIT, End.CONVERGED, End.DIVERGED, End.GAVE_UP))
"""Ends of a run: no iterations left; a gradient below the tolerance; outside the range of floats; no lower point along the search
direction, because of rounding or a kink."""

DECADES = -np.arange(2.0, 11.0)
NORMS = np.array([power(10.0, float(decade)) for decade in DECADES])
"""The norms of the gradient at which a run's point is recorded, as log10 and as numbers. At the last one the run has converged."""
DOUBLINGS = 20
"""A run's point is also recorded at the iterations 1, 2, 4, ..., at most this many times."""


class Found(NamedTuple):
    """The results of every run."""

    xi: np.ndarray
    """The last point. (runs, P)"""
    decades: np.ndarray
    """Point at which the gradient's norm first fell below each of DECADES; NaN where it did not. (runs, 9, P)"""
    doublings: np.ndarray
    """Point at the iterations 1, 2, 4, ...; NaN after the end. (runs, DOUBLINGS, P)"""
    iterations: np.ndarray
    """Number of iterations. (runs,)"""
    status: np.ndarray
    """How the run ended, an `End`. (runs,)"""


def blank(xi) -> Found:
    """A `Found` for runs that have not started. xi: (runs, P) starts."""
    runs, P = xi.shape
    decades, doublings = (np.full((runs, kept, P), np.nan) for kept in (DECADES.size, DOUBLINGS))
    return Found(xi.copy(), decades, doublings, np.zeros(runs, np.int64), np.full(runs, ITERATION_LIMIT))


@inlined
def keep_decades(decades, reached, norm, xi):
    """Record xi for every decade that the gradient's norm newly reaches. decades: (9, P). Returns the number of decades reached."""
    while reached < DECADES.size and norm <= NORMS[reached]:
        copy(xi, decades[reached])
        reached += 1
    return reached


@inlined
def keep_doubling(doublings, iteration, xi):
    """Record xi if the iteration is a power of two. doublings: (DOUBLINGS, P)."""
    if iteration > 0 and iteration & (iteration - 1) == 0:
        k = 0
        while iteration >> (k + 1):
            k += 1
        if k < DOUBLINGS:
            copy(xi, doublings[k])
