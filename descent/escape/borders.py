"""Whether the octopus is what section 4 says: smooth over the borders of its pieces, with strict saddles on the way to its minima."""

from typing import NamedTuple

import numpy as np

from descent.escape.buffer import Octopus, nu
from descent.escape.octopus import gradient, hessian, value


class Checks(NamedTuple):
    """What was found at the random places of every run, each (runs,) and without a unit."""

    value_jump: np.ndarray
    """Jump of f over a border, in units of nu."""
    gradient_jump: np.ndarray
    """Jump of the gradient over a border, in units of L tau."""
    hessian_jump: np.ndarray
    """Jump of the Hessian over a border, in units of L."""
    gradient_error: np.ndarray
    """The gradient less the differences of f, in units of L tau."""
    hessian_error: np.ndarray
    """The Hessian less the differences of the gradient, in units of L."""
    slope: np.ndarray
    """The gradient at a stationary point, in units of L tau."""
    height: np.ndarray
    """f + k nu there, k coordinates at +-4 tau and the others at 0, in units of nu."""
    lowest: np.ndarray
    """The Hessian's lowest eigenvalue there: by -2 gamma at a saddle, by 2 L at a minimum, so that 1 is as it should be."""
    saddle: np.ndarray
    """1 at a saddle, 0 at a minimum."""


STEP = 1e-4
"""Step of the central differences, in units of tau; in long double they are exact to about its square."""


def places(random: np.random.Generator, p: Octopus, d: int):
    """A random point on a border, one inside a piece and a stationary one. Returns three (d,) and the border's coordinate."""
    i = int(random.integers(d))
    x = p.tau * np.where(np.arange(d) < i, random.uniform(2.5, 5.5, d), random.uniform(0.0, 0.9, d))
    border, within = x.copy(), x.copy()
    border[i] = p.tau * random.integers(1, 3)
    within[i] = p.tau * random.uniform(1.1, 1.9)
    sign = random.choice([-1.0, 1.0], d)
    stationary = 4 * p.tau * (np.arange(d) < random.integers(d + 1))
    return sign * border, sign * within, sign * stationary, i


def _differences(function, x: np.ndarray, step: float) -> np.ndarray:
    """Central differences of a function along every coordinate. x: (runs, d). Returns (runs, ..., d)."""
    moves = step * np.eye(x.shape[1], dtype=x.dtype)
    return np.stack([(function(x + move) - function(x - move)) / (2 * step) for move in moves], axis=-1)


def _largest(difference: np.ndarray) -> np.ndarray:
    return np.abs(difference).reshape(len(difference), -1).max(axis=1).astype(float)


def check(randoms: list[np.random.Generator], p: Octopus, d: int) -> Checks:
    """Look at random places. randoms: one generator a run. Source: Du et al. 2017, section 4; strict saddles: Lee et al. 2016."""
    border, within, stationary, i = (np.array(part) for part in zip(*(places(random, p, d) for random in randoms), strict=True))
    beyond, rows = border.copy(), np.arange(len(border))
    beyond[rows, i] = np.nextafter(beyond[rows, i], np.inf * beyond[rows, i])
    fine, step = within.astype(np.longdouble), np.longdouble(STEP * p.tau)
    passed = (stationary != 0).sum(axis=1)
    curvature = np.linalg.eigvalsh(hessian(stationary, p))[:, 0]
    return Checks(
        value_jump=np.abs(value(beyond, p) - value(border, p)) / nu(p),
        gradient_jump=_largest(gradient(beyond, p) - gradient(border, p)) / (p.L * p.tau),
        hessian_jump=_largest(hessian(beyond, p) - hessian(border, p)) / p.L,
        gradient_error=_largest(_differences(lambda x: value(x, p), fine, step) - gradient(fine, p)) / (p.L * p.tau),
        hessian_error=_largest(_differences(lambda x: gradient(x, p), fine, step) - hessian(fine, p)) / p.L,
        slope=_largest(gradient(stationary, p)) / (p.L * p.tau),
        height=np.abs(value(stationary, p) + passed * nu(p)) / nu(p),
        lowest=curvature / np.where(passed < d, -2 * p.gamma, 2 * p.L),
        saddle=(passed < d).astype(float),
    )
