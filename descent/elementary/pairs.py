"""Numbers as sums of two float64 (high, low), low at most half a unit in the last place of high: about 32 digits, of + - * alone.

Source: Dekker 1971. Plain Python here, for numbers; kernels call the functions by the same names.
"""

from descent.elementary.bits import product_of, sum_of


def plus(a, b):
    """a + b, to 2^-104 of |a| + |b|."""
    s, error = sum_of(a[0], b[0])
    return sum_of(s, error + (a[1] + b[1]))


def minus(a, b):
    """a - b, to 2^-104 of |a| + |b|."""
    return plus(a, negative(b))


def times(a, b):
    """a b."""
    p, error = product_of(a[0], b[0])
    return sum_of(p, error + (a[0] * b[1] + a[1] * b[0]))


def number(a):
    """A float64 as a pair."""
    return a, 0.0


def negative(a):
    """-a."""
    return -a[0], -a[1]


def above(a, bound):
    """Whether a pair is above a float64."""
    return (a[0] - bound) + a[1] > 0.0
