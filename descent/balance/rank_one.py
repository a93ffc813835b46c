"""Predictions in numbers for theorem 3.2: rank one, a constant step and a small start. The derivations are ours.

In the span, u = (a, alpha) and v = (b, beta) with a = u.u*, b = v.v*. While these are small, a + b grows by the factor 1 + eta sigma1 per
iteration, and a - b shrinks by the factor 1 - eta sigma1. So |a| / |b| goes to one, monotonically if a and b have the same sign, and
through infinity or zero if not.
"""

import numpy as np

from descent.elementary import arctan, log1p, power


def bounded_share(bound: float) -> float:
    """Probability that |a| / |b| stays in [1/bound, bound]: that two independent normal numbers have the same sign and a ratio in it."""
    return (arctan(bound) - arctan(1.0 / bound)) / np.pi


def shrinkage(eta: float, t):
    """The factor (1 - eta sigma1)^t by which t iterations reduce the error near the minimum. eta: in units of 1/sigma1; t: any shape."""
    return power(1 - eta, t)


def iterations_per_log_dimension(eta: float) -> float:
    """Iterations per factor e in d: the start is smaller by the factor sqrt(e), and grows by 1 + eta sigma1. eta: in units of 1/sigma1."""
    return 0.5 / log1p(eta)
