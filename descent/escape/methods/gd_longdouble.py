"""Literal gradient descent in double-double: every coordinate is a pair of float64 with its own exponent.

Double-double replaces long double, whose width depends on the processor: it has 32 digits, where x86 has 19, and with the exponent no
number underflows. The loop sees the coordinates rounded to float64, with the smallest normal number in place of smaller ones.
"""

import math

from descent import parameters
from descent.elementary.pairs import minus, number, times
from descent.escape.fine import slope_of
from descent.parameters import Positive, given

LABEL = "GD in double-double"
MEMORY = 5
TINY = 2.0**-1022
"""The smallest normal float64."""
UP, DOWN = 2.0**600, 2.0**-600
"""Factors of a coordinate when its exponent changes by 600."""
SMALL, LARGE = 2.0**-900, 2.0**-300
"""A coordinate with an exponent is kept between these: far below tau, and with a low part that does not underflow."""


class Parameters(parameters.Parameters):
    """Parameters of gradient descent in double-double."""

    eta: Positive = given(description="Step size of gradient steps.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta):
    """x <- x - eta grad f(x). Coordinate j is (memory[0, j] + memory[1, j]) 2^(600 memory[2, j]), its slope memory[3, j] + memory[4, j]."""
    if t == 0:
        for j in range(x.size):
            memory[0, j] = x[j]
    for j in range(x.size):
        memory[3, j], memory[4, j] = slope_of(memory, j, stage, problem)
    for j in range(x.size):
        moved = times(number(eta), (memory[3, j], memory[4, j]))
        high, low = minus((memory[0, j], memory[1, j]), moved)
        change = int(abs(high) > LARGE and memory[2, j] < 0.0) - int(abs(high) < SMALL and high != 0.0)
        factor = 1.0 if change == 0 else DOWN if change > 0 else UP
        memory[0, j], memory[1, j] = factor * high, factor * low
        memory[2, j] += change
        x[j] = memory[0, j] * (1.0 if memory[2, j] == 0.0 else DOWN if memory[2, j] == -1.0 else 0.0)
        if abs(x[j]) < TINY and high != 0.0:
            x[j] = math.copysign(TINY, high)
    return True
