"""Losses of an output f with its label or target y, each with its derivative with respect to f.

They take a number in kernels, real or complex, or an array. A loss of one output is a formula here, a member of `Loss` and a line in
`loss`. A loss of all outputs of a net is a line in ON_ARRAYS.
"""

import math

from array_api_compat import array_namespace

from descent import arrays
from descent.compiled import everywhere, inlined
from descent.elementary import exp, log, log1p, tanh
from descent.kinds import Kind

LOG_2 = log(2.0)
ATTAINED = ("hinge", "squared")
"""Losses that attain their minimum, as the theorem of paper 2 assumes."""


@everywhere
def power(z, n):
    """z^n for n >= 0 by multiplication, which stays accurate for a complex z with an imaginary part of 1e-100."""
    result = 1.0 + 0.0 * z
    for _ in range(n):
        result = result * z
    return result


@everywhere
def hinge(f, y, p):
    """max(1 - y f, 0)^p, and its derivative. Source: the example of Liang et al. 2018."""
    slack = 1.0 - y * f
    held, below = slack.real <= 0.0, power(slack, p - 1)
    return arrays.where(held, 0.0 * f, below * slack), arrays.where(held, 0.0 * f, -y * p * below)


@everywhere
def logistic(f, y):
    """log(1 + exp(-y f)), and its derivative."""
    margin = y * f
    right = margin.real > 0.0
    small = exp(arrays.where(right, -margin, margin))
    value = log1p(small)
    return arrays.where(right, value, value - margin), arrays.where(right, -y * small / (1.0 + small), -y / (1.0 + small))


@everywhere
def squared(f, y):
    """(f - y)^2/2, and its derivative."""
    rest = f - y
    return 0.5 * rest * rest, rest


@everywhere
def log_cosh(f, y):
    """log(cosh(f - y)), and its derivative."""
    rest = f - y
    size = abs(rest)
    return size + log1p(exp(-2.0 * size)) - LOG_2, tanh(rest)


class Loss(Kind):
    """The losses by name, as kernels know them."""

    HINGE = 0
    LOGISTIC = 1
    SQUARED = 2


@inlined
def loss(kind, p, f, y):
    """A `Loss` and its derivative with respect to f, in a kernel. p: power of the hinge loss; f, y: numbers."""
    if kind == Loss.HINGE:
        return hinge(f, y, p)
    if kind == Loss.LOGISTIC:
        return logistic(f, y)
    if kind == Loss.SQUARED:
        return squared(f, y)
    return math.nan * f, math.nan * f


def _summed(formula):
    """The loss of a data point from a loss of one output: the sum over its outputs."""

    def of_points(f, y):
        value, slope = formula(f, y)
        return array_namespace(f).sum(value, axis=-2), slope

    return of_points


def _cross_entropy(f, y):
    """Cross-entropy of softmax outputs f, and its derivative. f, y: (..., classes, N); y: probabilities of the classes."""
    xp = array_namespace(f)
    shifted = f - xp.max(f, axis=-2, keepdims=True)
    share = exp(shifted)
    total = xp.sum(share, axis=-2, keepdims=True)
    return xp.sum(y * (log(total) - shifted), axis=-2), share / total - y


ON_ARRAYS = {"quadratic": _summed(squared), "cross_entropy": _cross_entropy, "log_cosh": _summed(log_cosh)}
"""Loss per data point, (..., N), and its derivative with respect to f, (..., outputs, N). Paper 4 calls the squared loss quadratic."""


def mean_loss(name: str, f, y):
    """The mean loss per run, and its derivative with respect to f. f, y: (runs, outputs, N). Returns (runs,), (runs, outputs, N)."""
    each, slope = ON_ARRAYS[name](f, y)
    return array_namespace(f).mean(each, axis=-1), slope / f.shape[-1]
