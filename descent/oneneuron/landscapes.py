"""Landscapes with a known bad local minimum: a net on its points, the minimum, its value, and the least value of all."""

from functools import partial
from typing import NamedTuple

import numpy as np

from descent.oneneuron.data import two_classes
from descent.oneneuron.objective import outputs
from descent.oneneuron.problem import Problem, problem

SMOOTH = ("tanh", "sigmoid", "arctan", "elu", "selu")
"""Activations that theorem 2 of Yun et al. 2019 is tried on."""
FAR = 20.0
"""Bias that keeps a hidden neuron on one side of its kink for all points. Ours."""


class Landscape(NamedTuple):
    """A bad local minimum."""

    problem: Problem
    theta: np.ndarray
    """The minimum. (P,)"""
    value: float
    """Its loss."""
    lowest: float
    """The least loss of all."""


def _theta(*layers) -> np.ndarray:
    """theta from (W, biases) of every layer."""
    return np.concatenate([np.ravel(part).astype(float) for layer in layers for part in layer])


def _constant(y, p):
    """The constant with the least hinge loss, and that loss: n+ (1 - m)^(p-1) = n- (1 + m)^(p-1)."""
    plus, minus = (y > 0).sum(), (y < 0).sum()
    r = (plus / minus) ** (1.0 / (p - 1))
    m = (r - 1) / (r + 1)
    return m, plus * (1 - m) ** p + minus * (1 + m) ** p


def _constant_line(data: str, p: int) -> Landscape:
    """All neurons active on symmetric points with symmetric labels: only straight lines are near, and the best one is constant."""
    x, y = two_classes(data)
    m, value = _constant(y, p)
    u, v = np.array([0.3, -0.2]) / np.abs(x).max(), np.array([0.2, 0.3])
    return Landscape(problem(x, y, [2] if len(y) == 3 else [4], p=p), _all_active(u, v, m, len(y) - 1), value, 0.0)


def _all_active(u, v, m, hidden) -> np.ndarray:
    """Neurons u x + 1, in pairs whose slopes cancel, and an output bias that makes the output m."""
    u, v = np.resize(u, hidden), np.resize(v, hidden)
    return _theta((u, np.ones(hidden)), (v, [m - v.sum()]))


def three_points(p: int = 3) -> Landscape:
    """Two active ReLUs on three alternating points: loss 2.745166 for p = 3."""
    return _constant_line("three_points", p)


def alternating(p: int = 3) -> Landscape:
    """Four active ReLUs on five alternating points."""
    return _constant_line("alternating", p)


def dead(p: int = 3, data: str = "four_points", hidden: int = 2) -> Landscape:
    """ReLUs that no point activates: the output is a constant; loss 4 on four points."""
    x, y = two_classes(data)
    m, value = _constant(y, p)
    W = np.ones((hidden, x.shape[1]))
    return Landscape(problem(x, y, [hidden], p=p), _theta((W, np.full(hidden, -FAR * x.shape[1])), (np.ones(hidden), [m])), value, 0.0)


def dead_cancer(p: int = 3) -> Landscape:
    """The same on the breast cancer set."""
    return dead(p, "cancer")


def active_iris(p: int = 3) -> Landscape:
    """All neurons active on iris: the best affine function (a convex programme, solved here by Newton's method) errs."""
    x, y = two_classes("iris")
    one = np.c_[x, np.ones(len(x))]
    beta = np.zeros(one.shape[1])
    for _ in range(100):
        slack = np.maximum(1.0 - y * (one @ beta), 0.0)
        gradient = -p * one.T @ (y * slack ** (p - 1))
        beta = beta - np.linalg.solve(p * (p - 1) * (one.T * slack ** (p - 2)) @ one, gradient)
    value = np.sum(np.maximum(1.0 - y * (one @ beta), 0.0) ** p)
    hidden = 4
    W = np.vstack([beta[:-1], *[0.1 * np.ones((hidden - 1, x.shape[1]))]])
    v = np.array([1.0, 0.5, -0.5, 0.0])
    return Landscape(problem(x, y, [hidden], p=p), _theta((W, np.full(hidden, FAR)), (v, [beta[-1] - FAR])), value, 0.0)


def yun_1(p: int = 3) -> Landscape:
    """Theorem 1 of Yun et al. 2019: squared loss, all ReLUs active, the loss of the best affine function. Points ours."""
    x = np.array([[i, j] for i in (-1.0, 0.0, 1.0) for j in (-1.0, 0.0, 1.0)])
    y = x[:, 0] ** 2 + 0.5 * x[:, 0] + x[:, 0] * x[:, 1]
    one = np.c_[x, np.ones(len(x))]
    beta = np.linalg.lstsq(one, y)[0]
    W = np.array([beta[:-1], [0.2, 0.1], [0.2, 0.1]])
    theta = _theta((W, np.full(3, FAR)), ([1.0, 0.5, -0.5], [beta[-1] - FAR]))
    return Landscape(problem(x, y, [3], loss="squared"), theta, 0.5 * np.sum((one @ beta - y) ** 2), 0.0)


def yun_2(p: int = 3, activation: str = "tanh") -> Landscape:
    """Theorem 2 of Yun et al. 2019: three points in the plane, squared loss, two neurons of any usual activation: 1/3, where 0 is possible.
    The construction is ours: both neurons have the same argument, -1/2, at all points, where the activation is convex.
    """
    x, y = two_classes("triangle")
    base = problem(x, (y + 1) / 2, [2], activation, "squared")
    theta = _theta((np.full((2, 2), -0.5), np.zeros(2)), (np.ones(2), [0.0]))
    theta[-1] = 1.0 / 3.0 - outputs(base, theta)[0, 0]
    return Landscape(base, theta, 1.0 / 3.0, 0.0)


LANDSCAPES = {
    "three_points": three_points,
    "alternating": alternating,
    "dead": dead,
    "yun_1": yun_1,
    **{f"yun_2_{name}": partial(yun_2, activation=name) for name in SMOOTH},
    "active_iris": active_iris,
    "dead_cancer": dead_cancer,
}
"""The landscapes by name; that of Safran and Shamir, which has no points, is in `safran_shamir`."""


def landscape(name: str, p: int = 3) -> Landscape:
    """A landscape by name; p is the power of the hinge loss, if it is that. Raises ValueError for an unknown name."""
    if name not in LANDSCAPES:
        raise ValueError(f"landscape = {name}: allowed: {', '.join(LANDSCAPES)}")
    return LANDSCAPES[name](p)
