"""Literal gradient descent, then gradient flow to gradients so small that descent would need 1e10 iterations."""

import numpy as np

from descent import parameters, progress
from descent.algebra import norm
from descent.methods import gd
from descent.oneneuron.descent import descend
from descent.oneneuron.flow import flow
from descent.oneneuron.found import CONVERGED, DECADES, GAVE_UP, ITERATION_LIMIT, Found, keep_decades
from descent.oneneuron.objective import gradients
from descent.oneneuron.rates import LN10
from descent.parameters import Positive, given

LABEL = "GD, then its flow"
LOG10_END, POINTS = 16.0, 400
"""log10 of the flow time at the end, and the number of points at which the gradient's norm is tested. Our choice."""
TOLERANCE = 1e-8


class Parameters(parameters.Parameters):
    """Parameters of gradient descent; the flow has none."""

    eta: Positive = given(0.01, "Step size of gradient descent.")


def run(net, xi, *, eta, max_iterations) -> Found:
    """Descend from every start xi (runs, P), then follow the flow until the gradient's norm is below the last of DECADES."""
    found = descend(gd, net, xi, max_iterations, eta=eta)
    log_t = LN10 * np.linspace(-4.0, LOG10_END, POINTS)
    for row in progress.through(np.flatnonzero(found.status == ITERATION_LIMIT), "run in its flow"):
        found.doublings[row] = np.nan  # doublings of iterations, which a flow does not have
        points = flow(net, found.xi[row], log_t, TOLERANCE)
        points = points[~np.isnan(points[:, 0])]
        norms = norm(gradients(net, points)[1], axis=1)
        reached = int((~np.isnan(found.decades[row, :, 0])).sum())
        found.status[row] = GAVE_UP if len(points) < POINTS else ITERATION_LIMIT
        for size, point in zip(norms, points, strict=True):
            reached = keep_decades.py_func(found.decades[row], reached, size, point)
            found.xi[row] = point
            if reached == DECADES.size:
                found.status[row] = CONVERGED
                break
    return found
