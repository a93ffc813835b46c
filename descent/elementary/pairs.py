"""Double-double numbers: sums of two float64 (high, low), with low at most half an ulp of high: about 32 digits, by + - * alone.

Source: Dekker 1971. This is plain Python for numbers; kernels call the functions by the same names.
"""

from descent.elementary.bits import product_of, sum_of


def plus(a, b):
    """a + b, with an error of at most about 2^-104 (|a| + |b|)."""
    s, error = sum_of(a[0], b[0])
    return sum_of(s, error + (a[1] + b[1]))


def minus(a, b):
    """a - b, with an error of at most about 2^-104 (|a| + |b|)."""
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
    """Whether a pair is larger than a float64."""
    return (a[0] - bound) + a[1] > 0.0
