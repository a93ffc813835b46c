"""Landscapes with a known bad local minimum, one file each: a net on its points, the minimum, its loss, and the least loss.

A landscape has a function `landscape`, which takes its Parameters. Safran and Shamir's, which has no points, is in `safran_shamir`.
"""

import pkgutil
from typing import NamedTuple

import numpy as np

from descent import parameters
from descent.elementary import power
from descent.oneneuron.data import triangle
from descent.oneneuron.objective import outputs
from descent.oneneuron.problem import Problem, problem
from descent.parameters import given

__all__ = sorted(["Landscape", *(entry.name for entry in pkgutil.iter_modules(__path__))])

FAR = 20.0
"""Bias that keeps a hidden neuron on one side of its kink for all points. Our choice."""


class Bare(parameters.Parameters):
    """A landscape without parameters."""


class Hinge(parameters.Parameters):
    """Parameters of a landscape with the hinge loss."""

    p: int = given(3, "Power of the hinge loss.", ge=3, le=20)


class Landscape(NamedTuple):
    """A bad local minimum."""

    problem: Problem
    theta: np.ndarray
    """The minimum. (P,)"""
    value: float
    """Loss of the minimum."""
    lowest: float = 0.0
    """The least loss of the landscape."""


def stacked(*layers) -> np.ndarray:
    """theta from the pairs (W, biases) of the layers."""
    return np.concatenate([np.ravel(part).astype(float) for layer in layers for part in layer])


def best_constant(y, p):
    """The constant output m with the least hinge loss, and that loss. It solves n+ (1 - m)^(p-1) = n- (1 + m)^(p-1). y: (N,)."""
    plus, minus = (y > 0).sum(), (y < 0).sum()
    r = power(plus / minus, 1.0 / (p - 1))
    m = (r - 1) / (r + 1)
    return m, plus * power(1 - m, p) + minus * power(1 + m, p)


def all_active(data, hidden: int, p: int) -> Landscape:
    """All neurons active on symmetric points with symmetric labels: nets nearby are affine, and the best affine function is constant.

    The neurons are u x + 1, in pairs whose slopes cancel; the output bias makes the output the best constant.
    """
    x, y = data.points()
    m, value = best_constant(y, p)
    u, v = np.resize(np.array([0.3, -0.2]) / np.abs(x).max(), hidden), np.resize([0.2, 0.3], hidden)
    return Landscape(problem(x, y, [hidden], p=p), stacked((u, np.ones(hidden)), (v, [m - v.sum()])), value)


def all_dead(data, hidden: int, p: int) -> Landscape:
    """ReLUs that no point activates: the output is a constant."""
    x, y = data.points()
    m, value = best_constant(y, p)
    W = np.ones((hidden, x.shape[1]))
    return Landscape(problem(x, y, [hidden], p=p), stacked((W, np.full(hidden, -FAR * x.shape[1])), (np.ones(hidden), [m])), value)


def yun_2(activation: str) -> Landscape:
    """Three points in the plane, squared loss, two neurons: a local minimum with loss 1/3, where the least loss is 0.

    Source: Yun et al. 2019, theorem 2. The construction is ours: both neurons have the argument -1/2 at all points, and the activation is
    convex there.
    """
    x, y = triangle.points()
    base = problem(x, (y + 1) / 2, [2], activation, "squared")
    theta = stacked((np.full((2, 2), -0.5), np.zeros(2)), (np.ones(2), [0.0]))
    theta[-1] = 1.0 / 3.0 - outputs(base, theta)[0, 0]
    return Landscape(base, theta, 1.0 / 3.0)
