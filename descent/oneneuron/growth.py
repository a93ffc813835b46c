"""Whether a run was on its way to infinity when it ended, from the points that its optimiser recorded. The constants are our choice."""

from itertools import pairwise

import numpy as np

from descent.algebra import norm
from descent.oneneuron.found import ITERATION_LIMIT, Found
from descent.oneneuron.objective import gradients
from descent.oneneuron.problem import Problem, parts

SPAN = 3
"""Number of intervals over which growth is tested: the last decades of the gradient's norm, or doublings of the iterations."""
LEAST_GROWTH, SLOWING = 0.05, 0.5
"""A run grows without bound where its point moves by more than LEAST_GROWTH in each of the last SPAN intervals, and in the last one by at
least SLOWING times as much as in the first one. Near a minimum the point moves per decade by 1/10 of the decade before for the hinge loss's
flat minima, and by 1/100 where the Hessian has full rank. On the way to infinity b grows by ln(10)/4 or more per decade.
"""
LEAST_KEPT = 4
"""Least number of recorded points for a test of growth: decades, down to a norm of 1e-5, or doublings."""


def _grow(net: Problem, points: np.ndarray) -> np.ndarray:
    """Whether the last SPAN + 1 recorded points grow as LEAST_GROWTH and SLOWING require, while F, and |a| if there is one, decrease.

    points: (runs, kept, P), NaN after the last recorded one. Returns (runs,) bool.
    """
    reached = (~np.isnan(points[:, :, 0])).sum(axis=1)
    rows, last = np.arange(len(reached)), np.maximum(reached, SPAN + 1) - 1
    ends = [points[rows, last - back] for back in range(SPAN, -1, -1)]
    moved = np.array([norm(later - earlier, axis=1) for earlier, later in pairwise(ends)])
    F = np.array([gradients(net, end)[0] for end in ends])
    a = np.array([norm(end[:, parts(net).a], axis=1) for end in ends])
    with np.errstate(invalid="ignore"):
        falls = (np.diff(F, axis=0) < 0).all(axis=0) & ((np.diff(a, axis=0) < 0).all(axis=0) | (a == 0).all(axis=0))
        return (reached >= LEAST_KEPT) & (moved > LEAST_GROWTH).all(axis=0) & (moved[-1] >= SLOWING * moved[0]) & falls


def growing(net: Problem, found: Found) -> np.ndarray:
    """Whether each run was on its way to infinity when it ended. Returns (runs,) bool.

    The test is over the last decades of the gradient's norm, or, for a run at its iteration limit, over the last doublings of the
    iterations, since b and |w| grow as their logarithm.
    """
    return _grow(net, found.decades) | (found.status == ITERATION_LIMIT) & _grow(net, found.doublings)
