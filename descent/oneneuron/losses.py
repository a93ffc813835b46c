"""Losses of one output f with its label y, for compiled kernels; complex outputs too, for derivatives by a complex step."""

import math

import numpy as np

from descent.compiled import inlined

LOSSES = ("hinge", "logistic", "squared")
ATTAINED = ("hinge", "squared")
"""Those that attain their least value, as the theorem assumes."""


@inlined
def power(z, n):
    """z^n by multiplication, n >= 0: the library's complex power would lose an imaginary part of 1e-100."""
    result = 1.0 + 0.0 * z
    for _ in range(n):
        result = result * z
    return result


@inlined
def loss(kind, p, f, y):
    """The loss LOSSES[kind] and its derivative by f: max(1 - y f, 0)^p (the paper's example), log(1 + exp(-y f)), (f - y)^2/2."""
    if kind == 0:
        slack = 1.0 - y * f
        if slack.real <= 0.0:
            return 0.0 * f, 0.0 * f
        below = power(slack, p - 1)
        return below * slack, -y * p * below
    if kind == 1:
        margin = y * f
        small = np.exp(-margin) if margin.real > 0.0 else np.exp(margin)
        value = math.log1p(small.real) + (small - small.real) / (1.0 + small.real)
        if margin.real > 0.0:
            return value, -y * small / (1.0 + small)
        return value - margin, -y / (1.0 + small)
    rest = f - y
    return 0.5 * rest * rest, rest
