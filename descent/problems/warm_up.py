"""The two warm-ups of figure 1: a saddle x1^2 - x2^2 in the plane that a bad start makes exponentially slow (Du et al. 2017, section 3).

The thin band is that saddle everywhere. Far away has a slope before the saddle, on which x2 shrinks. The paper does not specify the smooth
junction between the two. Ours is on -2 <= x1 <= -1/2: f = a(x1) + b(x1) x2^2, where a is the quintic that joins -4 x1 and x1^2 in C^2, and
b is 1 up to x1 = -1 and then a C^2 step down to -1, so that x2 does not grow before x1 = -3/4.
"""

from typing import Literal, NamedTuple

from descent import parameters
from descent.arrays import where
from descent.compiled import everywhere
from descent.ends import End
from descent.parameters import given
from descent.watching import GOING

LABEL = "warm-up"
ESCAPED, ITERATION_LIMIT = int(End.ESCAPED), int(End.ITERATION_LIMIT)

HEIGHT = 1.0
"""A run has escaped once |x2| exceeds this."""


class Parameters(parameters.Parameters):
    """Parameters of a warm-up."""

    function: Literal["thin_band", "far_away"] = given(description="A warm-up function of section 3.")
    d: Literal[2] = given(2, "Dimension.")


class WarmUp(NamedTuple):
    """The argument p of the functions. far: whether the warm-up is far away, not the thin band."""

    far: bool


def numbers(*, function, **others) -> WarmUp:
    """The argument p of the functions. others: a cell's further parameters."""
    return WarmUp(function == "far_away")


JUNCTION = (-2.0, -1.0, -0.5)
"""x1 where the slope ends, where b begins to decrease, and where the saddle begins."""

_WIDTH = JUNCTION[2] - JUNCTION[0]
_RISE, _TURN, _BEND = (0.25 - 8.0 + 4.0 * _WIDTH) / (_WIDTH * _WIDTH * _WIDTH), 3.0 / (_WIDTH * _WIDTH), 2.0 / _WIDTH
"""Differences at x1 = -1/2 between x1^2 and -4 x1: in value, slope and curvature, divided by _WIDTH to the power of 3, 2 and 1."""
QUINTIC = (
    *(8.0, -4.0, 0.0),
    10.0 * _RISE - 4.0 * _TURN + 0.5 * _BEND,
    (-15.0 * _RISE + 7.0 * _TURN - _BEND) / _WIDTH,
    (6.0 * _RISE - 3.0 * _TURN + 0.5 * _BEND) / (_WIDTH * _WIDTH),
)
"""Coefficients of the Hermite polynomial a in the distance from the first junction, from the lowest power up."""


@everywhere
def profiles(x1):
    """a, a', b, b' of far away. x1: any shape."""
    c0, c1, c2, c3, c4, c5 = QUINTIC
    s = x1 - JUNCTION[0]
    a = c0 + (c1 + (c2 + (c3 + (c4 + c5 * s) * s) * s) * s) * s
    a_slope = c1 + (2 * c2 + (3 * c3 + (4 * c4 + 5 * c5 * s) * s) * s) * s
    width = JUNCTION[2] - JUNCTION[1]
    u = (x1 - JUNCTION[1]) / width
    u = where(u < 0.0, 0.0, where(u > 1.0, 1.0, u))
    u2, rest = u * u, 1 - u
    b, b_slope = 1 - 2 * (u2 * u) * (10 - 15 * u + 6 * u2), -60 * u2 * (rest * rest) / width
    slope, saddle = x1 < JUNCTION[0], x1 > JUNCTION[2]
    a = where(slope, -4 * x1, where(saddle, x1 * x1, a))
    return a, where(slope, -4.0, where(saddle, 2 * x1, a_slope)), b, b_slope


@everywhere
def parts(x1, p):
    """a, a', b, b' of a warm-up, x1 of any shape. The thin band is the saddle everywhere."""
    if p.far:
        return profiles(x1)
    one = x1 * 0.0 + 1.0
    return x1 * x1, 2 * x1, -one, 0.0 * one


def gradient(x, p, out):
    """Write the gradient at x (2, ...) into `out`. Returns 0, since the problem has no events."""
    _, a_slope, b, b_slope = parts(x[0], p)
    out[0] = a_slope + b_slope * x[1] * x[1]
    out[1] = 2 * b * x[1]
    return 0


def value(x, p):
    """f at x (2, ...)."""
    a, _, b, _ = parts(x[0], p)
    return a + b * x[1] * x[1]


class Limits(NamedTuple):
    """How far to run. max_steps: largest number of iterations."""

    max_steps: float


def blank(x, limits: Limits) -> tuple:
    """Empty: the watch records nothing beyond the end of a run and its iteration."""
    return ()


def watch(run, t, passed, stage, x, slope, p, value, limits, kept):
    """End a run that has escaped; arguments as in `descent.watching`."""
    if abs(x[1]) > HEIGHT:
        return ESCAPED
    return GOING if t < limits.max_steps else ITERATION_LIMIT
