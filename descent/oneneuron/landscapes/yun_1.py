"""Theorem 1 of Yun et al. 2019: squared loss, all ReLUs active, the loss of the best affine function. The points are ours."""

import numpy as np

from descent.algebra import lstsq, matmul
from descent.oneneuron.landscapes import FAR, Bare, Landscape, stacked
from descent.oneneuron.problem import problem

Parameters = Bare


def landscape() -> Landscape:
    """Nine points in the plane, three ReLUs."""
    x = np.array([[i, j] for i in (-1.0, 0.0, 1.0) for j in (-1.0, 0.0, 1.0)])
    y = x[:, 0] * x[:, 0] + 0.5 * x[:, 0] + x[:, 0] * x[:, 1]
    one = np.c_[x, np.ones(len(x))]
    beta = lstsq(one, y)
    rest = matmul(one, beta) - y
    W = np.array([beta[:-1], [0.2, 0.1], [0.2, 0.1]])
    theta = stacked((W, np.full(3, FAR)), ([1.0, 0.5, -0.5], [beta[-1] - FAR]))
    return Landscape(problem(x, y, [3], loss="squared"), theta, 0.5 * np.sum(rest * rest))
