"""What theorem 3.2 comes to in numbers, for rank one with a constant step and a small start. Ours.

In the span, u = (a, alpha) and v = (b, beta) with a = u.u*, b = v.v*. While all is small a + b grows by 1 + eta sigma1 in an iteration and
a - b shrinks by 1 - eta sigma1, so |a| / |b| goes to one monotonically if the signs agree, and through infinity or zero if not.
"""

import numpy as np

from descent.elementary import arctan, log1p, power


def bounded_share(bound: float) -> float:
    """Probability that |a| / |b| stays within [1/bound, bound]: that two independent normal numbers have the same sign and such a ratio."""
    return (arctan(bound) - arctan(1.0 / bound)) / np.pi


def shrinkage(eta: float, t):
    """What t (any shape) more iterations leave of the error near the minimum, (1 - eta sigma1)^t. eta: in units of 1/sigma1."""
    return power(1 - eta, t)


def iterations_per_log_dimension(eta: float) -> float:
    """Iterations that a factor e in d adds: the start is smaller by sqrt(e), and grows by 1 + eta sigma1. eta: in units of 1/sigma1."""
    return 0.5 / log1p(eta)
