"""The limit of (U_t, V_t): how far descent still goes once the residual is small.

Near a minimum with equal sides the distance to the limit is at most the residual over the root of the Hessian's least eigenvalue above
zero, which is M's least singular value s_r, so that the iterates are a Cauchy sequence wherever the residual vanishes. Ours.
"""

import numpy as np

from descent.algebra import norm
from descent.balance.factor_training import Problem, descended


def left_to_go(problem: Problem, steps: int):
    """Literal descent, and how far its middle iteration is from its last one, ||(U, V)_t - (U, V)_T||_F, where the residual is what.

    Returns its `Trained`, distances (runs,) and residuals (runs,) in the middle.
    """
    half, middle = descended(problem, steps // 2)
    whole, last = descended(problem, steps)
    apart = (middle - last).reshape(len(last), -1)
    return whole, norm(apart, axis=1), half.residual[:, -1]


def relative(distance, residual, least) -> np.ndarray:
    """Distances in units of what the residuals allow. distance, residual: (runs,); least: (runs,) singular value of M. Returns (runs,)."""
    return distance * np.sqrt(least) / residual
