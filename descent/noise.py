"""Shared parts of the perturbed methods: the test for a small gradient, and noise in a ball (Jin et al. 2017, algorithm 2)."""

import math

from descent.compiled import compiled, inlined
from descent.random import ball


@inlined
def norm_within(stage, slope, bound):
    """Whether ||slope|| <= bound. slope: (d,). stage: events passed.

    On the octopus the steepest coordinates are the one that just passed its saddle and the one that leaves, so they are tested first.
    """
    d = slope.size
    if (0 < stage <= d and abs(slope[stage - 1]) > bound) or (stage < d and abs(slope[stage]) > bound):
        return False
    square = 0.0
    for j in range(d):
        square += slope[j] * slope[j]
    return math.sqrt(square) <= bound


@compiled
def add_ball(x, r, xi, stream):
    """x += r xi with xi uniform in the unit ball. x, xi: (d,), both overwritten."""
    ball(stream, xi)
    for j in range(x.size):
        x[j] += r * xi[j]
