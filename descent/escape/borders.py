"""Checks that the octopus is as section 4 says: smooth across the borders of its pieces, with strict saddles on the way to its minima."""

from typing import NamedTuple

import numpy as np

from descent.algebra import eigvalsh
from descent.compiled import compiled
from descent.elementary.bits import sum_of
from descent.elementary.pairs import minus, number, times
from descent.escape.buffer import Octopus, nu
from descent.escape.fine import slope_of, value_of
from descent.escape.octopus import gradient, hessian, value


class Checks(NamedTuple):
    """Checks at the random places of every run, each (runs,) and dimensionless."""

    value_jump: np.ndarray
    """Jump of f across a border, in units of nu."""
    gradient_jump: np.ndarray
    """Largest jump of a gradient entry across a border, in units of L tau."""
    hessian_jump: np.ndarray
    """Largest jump of a Hessian entry across a border, in units of L."""
    gradient_error: np.ndarray
    """Largest difference between the gradient and central differences of f, in units of L tau."""
    hessian_error: np.ndarray
    """Largest difference between the Hessian and central differences of the gradient, in units of L."""
    slope: np.ndarray
    """Largest gradient entry at the stationary point, in units of L tau."""
    height: np.ndarray
    """|f + k nu| at the stationary point, where k coordinates are +-4 tau and the others 0, in units of nu."""
    lowest: np.ndarray
    """The Hessian's lowest eigenvalue at the stationary point, divided by its predicted value: -2 gamma at a saddle, 2 L at a minimum."""
    saddle: np.ndarray
    """1 at a saddle, 0 at a minimum."""


STEP = 1e-4
"""Step of the central differences, in units of tau. In double-double their error is about the step's square."""


def places(random: np.random.Generator, p: Octopus, d: int):
    """A random point on a border, one inside a buffer, and a stationary point. Returns three (d,), and the border's coordinate."""
    i = int(random.integers(d))
    x = p.tau * np.where(np.arange(d) < i, 2.5 + 3.0 * random.random(d), 0.9 * random.random(d))
    border, within = x.copy(), x.copy()
    border[i] = p.tau * random.integers(1, 3)
    within[i] = p.tau * (1.1 + (1.9 - 1.1) * random.random())
    sign = random.choice([-1.0, 1.0], d)
    stationary = 4 * p.tau * (np.arange(d) < random.integers(d + 1))
    return sign * border, sign * within, sign * stationary, i


@compiled
def _errors(x, passed, p, step, slope, curvature):
    """Largest differences of the gradient and the Hessian from central differences in double-double, at points inside the pieces.

    x: (runs, d). passed: (runs,) saddles passed. slope: (runs, d) gradients. curvature: (runs, d, d) Hessians. Returns (runs,) twice.
    """
    runs, d = x.shape
    gradient_error, hessian_error, half = np.zeros(runs), np.zeros(runs), number(0.5 / step)
    before, beyond = np.zeros((2, d)), np.zeros((2, d))
    for run in range(runs):
        i = passed[run]
        for k in range(d):
            for j in range(d):
                before[0, j] = beyond[0, j] = x[run, j]
                before[1, j] = beyond[1, j] = 0.0
            before[0, k], before[1, k] = sum_of(x[run, k], -step)
            beyond[0, k], beyond[1, k] = sum_of(x[run, k], step)
            found = times(half, minus(value_of(beyond, i, p), value_of(before, i, p)))
            gradient_error[run] = max(gradient_error[run], abs(minus(found, number(slope[run, k]))[0]))
            for j in range(d):
                found = times(half, minus(slope_of(beyond, j, i, p), slope_of(before, j, i, p)))
                hessian_error[run] = max(hessian_error[run], abs(minus(found, number(curvature[run, j, k]))[0]))
    return gradient_error, hessian_error


def _largest(difference: np.ndarray) -> np.ndarray:
    return np.abs(difference).reshape(len(difference), -1).max(axis=1)


def check(randoms: list[np.random.Generator], p: Octopus, d: int) -> Checks:
    """Check random places. randoms: one generator per run. Source: Du et al. 2017, section 4; strict saddles: Lee et al. 2016."""
    border, within, stationary, i = (np.array(part) for part in zip(*(places(random, p, d) for random in randoms), strict=True))
    beyond, rows = border.copy(), np.arange(len(border))
    beyond[rows, i] = np.nextafter(beyond[rows, i], np.inf * beyond[rows, i])
    errors = _errors(within, i, p, STEP * p.tau, gradient(within, p), hessian(within, p))
    passed = (stationary != 0).sum(axis=1)
    curvature = eigvalsh(hessian(stationary, p))[:, 0]
    return Checks(
        value_jump=np.abs(value(beyond, p) - value(border, p)) / nu(p),
        gradient_jump=_largest(gradient(beyond, p) - gradient(border, p)) / (p.L * p.tau),
        hessian_jump=_largest(hessian(beyond, p) - hessian(border, p)) / p.L,
        gradient_error=errors[0] / (p.L * p.tau),
        hessian_error=errors[1] / p.L,
        slope=_largest(gradient(stationary, p)) / (p.L * p.tau),
        height=np.abs(value(stationary, p) + passed * nu(p)) / nu(p),
        lowest=curvature / np.where(passed < d, -2 * p.gamma, 2 * p.L),
        saddle=(passed < d).astype(float),
    )
