"""Gradient flow of F by an implicit solver in the logarithm of time, since the flow to infinity becomes ever stiffer.

The constants are our choice.
"""

import numpy as np

from descent import progress
from descent.algebra import eigvalsh
from descent.elementary import exp, log
from descent.oneneuron.objective import gradient, hessian
from descent.oneneuron.problem import parts
from descent.oneneuron.stiff import follow

FIRST, STEEP = 1e-4, 1e-3
"""The first step takes the flow time FIRST, or STEEP divided by the largest curvature where that is less."""
ABSOLUTE, ABSOLUTE_A = 1e-13, 1e-60
"""Absolute tolerances of the solver. That of a is much smaller, since a goes to zero while a exp(w.x + b) does not."""
EVALUATIONS = 20000
"""Number of gradients per run after which the solver gives up, for example at a kink of ReLU."""
REST = 1e-14
"""Norm of the gradient at which a flow is at rest."""


def flow(net, xi, log_t, tolerance) -> np.ndarray:
    """Points of the gradient flow from xi (P,) at the natural logarithms of time log_t (points,). tolerance: relative.

    Returns (points, P), NaN after the solver gives up or the flow leaves the range of floats; a flow at rest keeps its point.
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
