"""The agreement of the late flow of factorisation with literal descent."""

import numpy as np

from descent.algebra import solve
from descent.elementary import exp, log


def late_disagreement(t, residual, flow_t, flow_residual) -> np.ndarray:
    """Relative difference between the residuals of the late flow and of literal descent at the same iterations.

    t: (points,) log10 of iterations of literal descent; residual: (runs, points); flow_t, flow_residual: the same of the flow, whose
    logarithm is interpolated by cubic splines. Returns (runs, points).
    """
    return np.abs(exp(spline(flow_t, log(flow_residual), t)) / residual - 1.0)


def spline(x, y, at) -> np.ndarray:
    """The cubic spline through points with not-a-knot ends: its third derivative is continuous at the second and the last but one point.

    x: (points,), increasing, four or more; y: (runs, points); at: (n,). Returns (runs, n). Source: de Boor 1978, chapter IV.
    """
    h, slope = np.diff(x), np.diff(y) / np.diff(x)
    A, right = np.zeros((len(x), len(x))), np.zeros((len(x), len(y)))
    inner = np.arange(1, len(x) - 1)
    A[inner, inner - 1], A[inner, inner], A[inner, inner + 1] = h[1:], 2.0 * (h[1:] + h[:-1]), h[:-1]
    right[1:-1] = 3.0 * (h[1:] * slope[:, :-1] + h[:-1] * slope[:, 1:]).T
    ends = ((0, 1, h[0], h[1], slope[:, 0], slope[:, 1]), (-1, -2, h[-1], h[-2], slope[:, -1], slope[:, -2]))
    for end, near, a, b, s, r in ends:
        A[end, end], A[end, near] = b, a + b
        right[end] = ((a + 2.0 * (a + b)) * b * s + a * a * r) / (a + b)
    d = solve(A, right).T
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(h) - 1)
    u = at - x[i]
    curve = (3.0 * slope[:, i] - 2.0 * d[:, i] - d[:, i + 1]) / h[i]
    bend = (d[:, i] + d[:, i + 1] - 2.0 * slope[:, i]) / (h[i] * h[i])
    return y[:, i] + u * (d[:, i] + u * (curve + u * bend))
