"""The late phase of matrix factorisation with decreasing steps, as a flow, which approximates literal descent once the steps are small.

With eta_t = scale (t + 1)^-power the flow time from iteration t0 to t is the sum of the steps, which for power 1 grows as log t: a flow
time of 30 is more than 1e10000 iterations at the paper's scale. The difference between descent and flow is of order eta_t0.
"""

import numpy as np

from descent.algebra import matmul, norm
from descent.balance.factorisation import ends, fall
from descent.elementary import log, log10, power, square
from descent.runge_kutta import solution

TOLERANCE = 1e-12


def log10_iterations(flow_time, t0: float, scale: float, step_power: float):
    """log10 of the iteration at a flow time after iteration t0. flow_time: any shape. Returns the same shape.

    The formula is ours: the midpoint rule for the sum of (k + 1)^-step_power, with a relative error of order t0^-2.
    """
    if step_power == 1.0:
        return log10(t0 + 0.5) + flow_time / scale / log(10.0)
    return log10(power(t0 + 0.5, 1.0 - step_power) + (1.0 - step_power) * flow_time / scale) / (1.0 - step_power)


def late_flow(X, Y, s, times) -> np.ndarray:
    """Residual ||U V^T - M||_F, imbalance ||U^T U - V^T V||_F, ||U||_F^2 and ||V||_F^2 of one run at each flow time.

    X, Y: (2r, r) at the start of the flow; s: (r,); times: (points,) increasing from 0. Returns (4, points); NaN after the solver gives up.
    """
    M, shape = ends(s), (2, *X.shape)

    def rhs(_, z):
        slope = np.empty(shape)
        fall(M, *z.reshape(shape), 0.0, *slope)
        return slope.reshape(-1)

    states = solution(rhs, np.concatenate([X.ravel(), Y.ravel()]), times, TOLERANCE, TOLERANCE)
    seen = np.full((4, len(times)), np.nan)
    for point, (U, V) in enumerate(states.reshape(-1, *shape)):
        seen[:, point] = norm(matmul(U, V.T) - M), norm(matmul(U.T, U) - matmul(V.T, V)), square(U).sum(), square(V).sum()
    return seen
