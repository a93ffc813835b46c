"""The hypotheses of theorem 4.1 at random points of the tube in d dimensions: bounds on f and its derivatives (Du et al. 2017).

Derivatives are differences of the gradient along the directions of the largest derivative, which power iteration finds in all d dimensions,
not in the plane of the buffer alone.
"""

from typing import NamedTuple

import numpy as np

from descent.algebra import norm
from descent.escape.buffer import Octopus, nu
from descent.escape.octopus import gradient, hessian_lipschitz, smoothness, value

STEP = 1e-3
"""Step of the differences, and least distance of points from the borders of their piece, in units of tau."""
ITERATIONS = 15
"""Number of power iterations."""


class Sampled(NamedTuple):
    """Values at the random points of every run, each (runs,) and dimensionless."""

    value: np.ndarray
    """|f| in units of d nu."""
    curvature: np.ndarray
    """The largest |eigenvalue| of the Hessian, in units of ell."""
    third: np.ndarray
    """The largest third derivative along a unit direction, in units of rho."""
    chord: np.ndarray
    """The difference of the gradients at two points divided by the distance of the points, in units of ell."""


def anywhere(random: np.random.Generator, p: Octopus, d: int) -> np.ndarray:
    """A random point of the tube, with any number of saddles passed. Returns (d,)."""
    i = random.integers(d + 1)
    index = np.arange(d)
    y = random.random(d)
    return p.tau * random.choice([-1.0, 1.0], d) * np.where(index < i, 6.0 - 4.0 * y, np.where(index == i, 2.0 * y, y))


def in_a_buffer(random: np.random.Generator, p: Octopus, d: int) -> np.ndarray:
    """A random point in the buffer of a random saddle, at least STEP from its borders. Outside buffers f is quadratic. Returns (d,)."""
    i = random.integers(d)
    index = np.arange(d)
    y = STEP + (1.0 - 2.0 * STEP) * random.random(d)
    return p.tau * random.choice([-1.0, 1.0], d) * np.where(index < i, 2.0 + 4.0 * y, np.where(index == i, 1.0 + y, y))


def _largest(differences, directions) -> np.ndarray:
    """The largest norm of differences(v) over unit directions v, by power iteration. directions: (runs, d) first ones. Returns (runs,)."""
    found = np.zeros(len(directions))
    for _ in range(ITERATIONS):
        change = differences(directions / norm(directions, axis=1)[:, None])
        length = norm(change, axis=1)
        found = np.maximum(found, length)
        directions = np.where(length[:, None] > 0, change, directions)
    return found


def sample(randoms: list[np.random.Generator], p: Octopus, d: int) -> Sampled:
    """Values at random points. randoms: one generator per run. Source: Du et al. 2017, the hypotheses of theorem 4.1."""
    x, y, z, directions = (
        np.array([make(random) for random in randoms])
        for make in (
            lambda random: anywhere(random, p, d),
            lambda random: anywhere(random, p, d),
            lambda random: in_a_buffer(random, p, d),
            lambda random: 2.0 * random.random(d) - 1.0,
        )
    )
    step, ell = 0.5 * STEP * p.tau, smoothness(p.L, p.gamma)
    middle = gradient(z, p)

    def first(v):
        return (gradient(z + step * v, p) - gradient(z - step * v, p)) / (2.0 * step)

    def second(v):
        return (gradient(z + step * v, p) - 2.0 * middle + gradient(z - step * v, p)) / (step * step)

    return Sampled(
        value=np.abs(value(x, p)) / (d * nu(p)),
        curvature=_largest(first, directions) / ell,
        third=_largest(second, directions) / hessian_lipschitz(p),
        chord=norm(gradient(x, p) - gradient(y, p), axis=1) / norm(x - y, axis=1) / ell,
    )
