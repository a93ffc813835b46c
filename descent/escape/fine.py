"""The octopus at one point in double-double, to about 30 digits, for kernels; `descent.problems.octopus` is the same in float64.

A point has two rows: x[0] the high parts of its coordinates, x[1] the low parts. It must be in the tube, with i saddles passed. The
coefficients of the profiles are float64, as in the plain octopus.
"""

from descent.compiled import everywhere
from descent.elementary.pairs import above, minus, negative, number, plus, times
from descent.escape.buffer import nu


@everywhere
def absolute(x, j):
    """|x_j|, a pair."""
    y = x[0, j], x[1, j]
    return negative(y) if y[0] < 0.0 else y


@everywhere
def along_slope(y, p):
    """g1'(y) in the buffer. y: a pair."""
    z = minus(y, number(p.tau))
    a = (-14.0 * p.L + 10.0 * p.gamma) / p.tau
    b = (10.0 * p.L - 6.0 * p.gamma) / (p.tau * p.tau)
    bend = times(times(z, z), plus(number(a), times(number(b), z)))
    return plus(times(number(-2.0 * p.gamma), y), bend)


@everywhere
def along(y, p):
    """g1(y) in the buffer. y: a pair."""
    z = minus(y, number(p.tau))
    a = (-14.0 * p.L + 10.0 * p.gamma) / p.tau
    b = (10.0 * p.L - 6.0 * p.gamma) / (p.tau * p.tau)
    bend = times(times(z, z), times(z, plus(number(a / 3.0), times(number(0.25 * b), z))))
    return plus(times(number(-p.gamma), times(y, y)), bend)


@everywhere
def across(y, p):
    """g2(y), half the curvature across the path in the buffer, and g2'(y). y: a pair."""
    s = times(minus(y, number(p.tau)), number(1.0 / p.tau))
    drop, rest, s2 = p.L + p.gamma, minus(number(1.0), s), times(s, s)
    step = plus(number(10.0), times(s, plus(number(-15.0), times(number(6.0), s))))
    slope = times(number(-30.0 * drop / p.tau), times(s2, times(rest, rest)))
    return minus(number(p.L), times(number(drop), times(times(s2, s), step))), slope


@everywhere
def slope_of(x, j, i, p):
    """Entry j of the gradient, a pair. x: (2, d); i: saddles passed."""
    d, y = x.shape[1], absolute(x, j)
    buffer = i < d and above(absolute(x, i), p.tau)
    if j < i:
        slope = times(number(2.0 * p.L), minus(y, number(4.0 * p.tau)))
    elif j > i + 1 or (j == i + 1 and not buffer):
        slope = times(number(2.0 * p.L), y)
    elif not buffer:
        slope = times(number(-2.0 * p.gamma), y)
    else:
        half_curvature, change = across(absolute(x, i), p)
        if j == i + 1:
            slope = times(number(2.0), times(half_curvature, y))
        else:
            slope = along_slope(y, p)
            if i + 1 < d:
                w = absolute(x, i + 1)
                slope = plus(slope, times(change, times(w, w)))
    return negative(slope) if x[0, j] < 0.0 else slope


@everywhere
def value_of(x, i, p):
    """f, a pair. x: (2, d); i: saddles passed."""
    d, total, buffer = x.shape[1], number(-i * nu(p)), False
    for j in range(d):
        y = absolute(x, j)
        if j == i:
            buffer = above(y, p.tau)
            piece = along(y, p) if buffer else times(number(-p.gamma), times(y, y))
        else:
            y = minus(y, number(4.0 * p.tau)) if j < i else y
            curvature = number(p.L)
            if j == i + 1 and buffer:
                curvature, _ = across(absolute(x, i), p)
            piece = times(curvature, times(y, y))
        total = plus(total, piece)
    return total
