"""The octopus's parameters, and its two profiles in the buffer tau < y <= 2 tau (Du et al. 2017, section 4).

g1 and g2 take arrays of any shape and float type. The other functions are for one point in kernels. The two versions round differently, and
tests compare them.
"""

from typing import NamedTuple

from descent.compiled import everywhere


class Octopus(NamedTuple):
    """Parameters of the function. tau: length (a quarter of the distance to a minimum). L >= gamma > 0: curvatures."""

    tau: float
    L: float
    gamma: float


@everywhere
def nu(p):
    """The amount by which f drops from one saddle to the next: -g1(2 tau) + 4 L tau^2."""
    return (37.0 * p.L + 13.0 * p.gamma) * p.tau * p.tau / 6.0


def g1(y, p: Octopus):
    """Value, slope and curvature along the path in the buffer (the paper's g1). y: any shape."""
    a = (-14 * p.L + 10 * p.gamma) / (3 * p.tau)
    b = (5 * p.L - 3 * p.gamma) / (2 * p.tau * p.tau)
    z = y - p.tau
    z2 = z * z
    value = -p.gamma * y * y + a * (z2 * z) + b * (z2 * z2)
    slope = -2 * p.gamma * y + 3 * a * z2 + 4 * b * (z2 * z)
    curvature = -2 * p.gamma + 6 * a * z + 12 * b * z2
    return value, slope, curvature


def g2(y, p: Octopus):
    """Half the curvature across the path in the buffer (the paper's g2), with its first two derivatives. y: any shape."""
    s = (y - p.tau) / p.tau
    drop = p.L + p.gamma
    value = p.L - drop * (s * s * s) * (10 - 15 * s + 6 * (s * s))
    slope = -drop * 30 * (s * s) * ((1 - s) * (1 - s)) / p.tau
    curvature = -drop * 60 * s * (1 - s) * (1 - 2 * s) / (p.tau * p.tau)
    return value, slope, curvature


@everywhere
def along_slope(y, p):
    """g1'(y), the slope along the path."""
    z = y - p.tau
    a = (-14.0 * p.L + 10.0 * p.gamma) / p.tau
    b = (10.0 * p.L - 6.0 * p.gamma) / (p.tau * p.tau)
    return -2.0 * p.gamma * y + z * z * (a + b * z)


@everywhere
def along_curvature(y, p):
    """g1''(y), the curvature along the path."""
    z = y - p.tau
    curvature = -2.0 * p.gamma + 2.0 * (-14.0 * p.L + 10.0 * p.gamma) / p.tau * z
    return curvature + 6.0 * (5.0 * p.L - 3.0 * p.gamma) / (p.tau * p.tau) * z * z


@everywhere
def across(y, p):
    """g2(y), half the curvature across the path, and g2'(y)."""
    s = (y - p.tau) / p.tau
    drop = p.L + p.gamma
    slope = 30.0 * s * s * (1.0 - s) * (1.0 - s)
    return p.L - drop * s * s * s * (10.0 - 15.0 * s + 6.0 * s * s), -drop * slope / p.tau


@everywhere
def across_bend(y, p):
    """g2''(y)."""
    s = (y - p.tau) / p.tau
    return -(p.L + p.gamma) * 60.0 * s * (1.0 - s) * (1.0 - 2.0 * s) / (p.tau * p.tau)
