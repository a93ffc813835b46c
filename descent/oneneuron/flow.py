"""Gradient flow of F by an implicit solver in the logarithm of time: the valley that runs follow to infinity is ever stiffer."""

import numpy as np

from descent import progress
from descent.algebra import eigvalsh
from descent.elementary import exp, log
from descent.oneneuron.objective import gradient, hessian
from descent.oneneuron.problem import parts
from descent.oneneuron.stiff import follow

FIRST, STEEP = 1e-4, 1e-3
"""Flow time of the first step, and its product with the largest curvature, if that makes it shorter. Ours."""
ABSOLUTE, ABSOLUTE_A = 1e-13, 1e-60
"""Absolute tolerances of the solver, of a much smaller: it goes to zero while a exp(w.x + b) does not. Ours."""
EVALUATIONS = 20000
"""Gradients of a run beyond which the solver has given up: it grinds at a kink of ReLU, say. Ours."""
REST = 1e-14
"""Norm of the gradient at which a flow is at rest. Ours."""


def flow(net, xi, log_t, tolerance) -> np.ndarray:
    """Points of the gradient flow from xi (P,) at the natural logarithms of time log_t (points,). tolerance: relative. Returns (points, P),
    NaN from where the solver gives up or the flow leaves the range of floats; a flow at rest stays where it is.
    """
    points = np.full((len(log_t), xi.size), np.nan)
    absolute = np.full(xi.size, ABSOLUTE)
    absolute[parts(net).a] = ABSOLUTE_A
    g = np.empty(xi.size)
    gradient(net, xi, g)
    H = hessian(net, xi)
    if not np.isfinite(g).all() or not np.isfinite(H).all():
        return points
    first = min(FIRST, STEEP / max(np.abs(eigvalsh(H)).max(), 1e-300))
    early = log_t <= log(first)
    points[early] = xi - exp(log_t[early])[:, None] * g
    later = points[int(early.sum()) :]
    with progress.watched("point", len(log_t), lambda: len(log_t) - np.count_nonzero(np.isnan(points[:, 0])), even=False):
        follow(net, xi - first * g, log(first), log_t[~early], tolerance, absolute, EVALUATIONS, REST, later)
    return points
