"""The limit of (U_t, V_t): the distance that descent still moves once the residual is small.

Near a balanced minimum the distance to the limit is at most the residual divided by the square root of the Hessian's least positive
eigenvalue, which is M's least singular value s_r. So the iterates are a Cauchy sequence if the residual goes to zero. The bound is ours.
"""

import numpy as np

from descent.algebra import norm
from descent.balance.factor_training import Problem, descended


def left_to_go(problem: Problem, steps: int):
    """Literal descent, and the distance ||(U, V)_t - (U, V)_T||_F of its middle iteration t = T/2 from the last one T.

    Returns its `Trained`, the distances (runs,), and the residuals at the middle iteration (runs,).
    """
    half, middle = descended(problem, steps // 2)
    whole, last = descended(problem, steps)
    apart = (middle - last).reshape(len(last), -1)
    return whole, norm(apart, axis=1), half.residual[:, -1]


def relative(distance, residual, least) -> np.ndarray:
    """Distances (runs,) divided by their bound, residual/sqrt(least). residual: (runs,); least: (runs,) least singular value of M."""
    return distance * np.sqrt(least) / residual
