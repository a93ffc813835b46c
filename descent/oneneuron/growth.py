"""Whether a run was on its way to infinity when it ended, from the points that its optimiser kept."""

from itertools import pairwise

import numpy as np

from descent.algebra import norm
from descent.oneneuron.found import ITERATION_LIMIT, Found
from descent.oneneuron.objective import gradients
from descent.oneneuron.problem import Problem, parts

SPAN = 3
"""Decades of the gradient's norm, or doublings of the iterations, the last that were reached, over which growth is looked at. Ours."""
LEAST_GROWTH, SLOWING = 0.05, 0.5
"""A run grows without limit where its point moved by more than LEAST_GROWTH in each of the last SPAN of them, and in the last by no less
than SLOWING of what it moved in the first. Ours: near a minimum that share, in decades, is 1/10 for the hinge loss's flat minima and
1/100 where the Hessian has full rank, while on the way to infinity b grows by ln(10)/4 and more in every decade.
"""
LEAST_KEPT = 4
"""Decades, down to a norm of 1e-5, or doublings, without which nothing is said of growth."""


def _grow(net: Problem, points: np.ndarray) -> np.ndarray:
    """Whether the last SPAN + 1 points that a run has reached go to infinity as LEAST_GROWTH and SLOWING say, with F falling from each to
    the next, and |a| too, if there is one. points: (runs, kept, P), NaN from the first that was not reached. Returns (runs,) bool.
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
    """Whether each run was on its way to infinity when it ended: by the last decades of the gradient's norm, or, where it ran out of
    iterations, by the last doublings of their number, in which b and |w| grow as their logarithm. Returns (runs,) bool.
    """
    return _grow(net, found.decades) | (found.status == ITERATION_LIMIT) & _grow(net, found.doublings)
