"""What the perturbed methods share: the test for a small gradient, and noise in a ball (Jin et al. 2017, algorithm 2)."""

import math

from descent.compiled import compiled, inlined
from descent.random import ball


@inlined
def norm_within(i, slope, bound):
    """Whether ||slope|| <= bound. slope: (d,). i: saddles passed; the coordinates just passed and leaving are looked at first."""
    if (i > 0 and abs(slope[i - 1]) > bound) or (i < slope.size and abs(slope[i]) > bound):
        return False
    square = 0.0
    for j in range(slope.size):
        square += slope[j] * slope[j]
    return math.sqrt(square) <= bound


@compiled
def add_ball(x, r, xi, stream):
    """x += r xi with xi uniform in the unit ball. x, xi: (d,), both overwritten."""
    ball(stream, xi)
    for j in range(x.size):
        x[j] += r * xi[j]
