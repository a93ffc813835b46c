"""Four active ReLUs on iris, with the best affine function, which errs. It solves a convex program, here by Newton's method."""

import numpy as np

from descent.algebra import matmul, solve
from descent.elementary import power
from descent.oneneuron.data import iris
from descent.oneneuron.landscapes import FAR, Hinge, Landscape, stacked
from descent.oneneuron.problem import problem

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    x, y = iris.points()
    one = np.c_[x, np.ones(len(x))]
    beta = np.zeros(one.shape[1])
    for _ in range(100):
        slack = np.maximum(1.0 - y * matmul(one, beta), 0.0)
        gradient = -p * matmul(one.T, y * power(slack, p - 1))
        beta = beta - solve(p * (p - 1) * matmul(one.T * power(slack, p - 2), one), gradient)
    value = np.sum(power(np.maximum(1.0 - y * matmul(one, beta), 0.0), p))
    hidden = 4
    W = np.vstack([beta[:-1], *[0.1 * np.ones((hidden - 1, x.shape[1]))]])
    v = np.array([1.0, 0.5, -0.5, 0.0])
    return Landscape(problem(x, y, [hidden], p=p), stacked((W, np.full(hidden, FAR)), (v, [beta[-1] - FAR])), value)
