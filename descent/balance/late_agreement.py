"""How the late flow of factorisation agrees with literal descent."""

import numpy as np
from scipy.interpolate import CubicSpline


def late_disagreement(t, residual, flow_t, flow_residual) -> np.ndarray:
    """Relative difference of the residual of the late flow from that of literal descent at the same iterations.

    t: (points,) log10 of iterations of literal descent; residual: (runs, points); flow_t, flow_residual: likewise, of the flow, which is
    read between its points by cubic splines of the logarithm. Returns (runs, points).
    """
    return np.abs(np.exp(CubicSpline(flow_t, np.log(flow_residual), axis=1)(t)) / residual - 1.0)
