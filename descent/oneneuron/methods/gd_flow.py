"""Literal gradient descent, then the gradient flow of its late phase, to gradients that descent itself would need 1e10 iterations for."""

import numpy as np

from descent.oneneuron.flow import flow
from descent.oneneuron.found import CONVERGED, DECADES, LIMIT, NO_DESCENT, Found, keep_decades
from descent.oneneuron.methods import gd
from descent.oneneuron.objective import gradients
from descent.oneneuron.rates import LN10

PARAMETERS = ("eta", "max_iterations")
LOG10_END, POINTS = 16.0, 400
"""log10 of the flow time at the end, and the points at which the gradient's norm is looked at. Ours."""
TOLERANCE = 1e-8


def run(of, xi, *, eta, max_iterations) -> Found:
    """Descend from every start xi (runs, P), then follow the flow until the norm of the gradient is the last of DECADES."""
    found = gd.run(of, xi, eta=eta, max_iterations=max_iterations)
    log_t = LN10 * np.linspace(-4.0, LOG10_END, POINTS)
    for row in np.flatnonzero(found.status == LIMIT):
        found.doublings[row] = np.nan  # of iterations, which the flow has not
        points = flow(of, found.xi[row], log_t, TOLERANCE)
        points = points[~np.isnan(points[:, 0])]
        norms = np.linalg.norm(gradients(of, points)[1], axis=1)
        reached = int((~np.isnan(found.decades[row, :, 0])).sum())
        found.status[row] = NO_DESCENT if len(points) < POINTS else LIMIT
        for norm, point in zip(norms, points, strict=True):
            reached = keep_decades.py_func(found.decades[row], reached, norm, point)
            found.xi[row] = point
            if reached == DECADES.size:
                found.status[row] = CONVERGED
                break
    return found
