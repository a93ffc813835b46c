"""Gradient flow of F by an implicit solver in the logarithm of time: the valley that runs follow to infinity is ever stiffer.

Source of the method: LSODA (Petzold 1983), SciPy's.
"""

import warnings

import numpy as np

from descent import progress
from descent.oneneuron.objective import gradient, hessian
from descent.oneneuron.problem import parts

FIRST, STEEP = 1e-4, 1e-3
"""Flow time of the first step, and its product with the largest curvature, if that makes it shorter. Ours."""
ABSOLUTE, ABSOLUTE_A = 1e-13, 1e-60
"""Absolute tolerances of the solver, of a much smaller: it goes to zero while a exp(w.x + b) does not. Ours."""
EVALUATIONS = 20000
"""Gradients of a run beyond which the solver has given up: it grinds at a kink of ReLU, say. Ours."""
REST = 1e-14
"""Norm of the gradient at which a flow is at rest. Ours."""


class GivenUp(Exception):
    """A solver has spent its evaluations, or a number is not finite."""


def flow(net, xi, log_t, tolerance) -> np.ndarray:
    """Points of the gradient flow from xi (P,) at the natural logarithms of time log_t (points,). tolerance: relative. Returns (points, P),
    NaN from where the solver gives up or the flow leaves the range of floats; a flow at rest stays where it is.
    """
    from scipy.integrate import LSODA

    left = EVALUATIONS

    def velocity(s, at):
        nonlocal left
        left -= 1
        if not left:
            raise GivenUp
        g = np.empty(at.size)
        gradient(net, at, g)
        return -np.exp(s) * g

    points = np.full((len(log_t), xi.size), np.nan)
    absolute = np.full(xi.size, ABSOLUTE)
    absolute[parts(net).a] = ABSOLUTE_A
    g = np.empty(xi.size)
    gradient(net, xi, g)
    H = hessian(net, xi)
    if not np.isfinite(g).all() or not np.isfinite(H).all():
        return points
    first = min(FIRST, STEEP / max(np.abs(np.linalg.eigvalsh(H)).max(), 1e-300))
    early = log_t <= np.log(first)
    points[early] = xi - np.exp(log_t[early])[:, None] * g
    number = int(early.sum())
    solver = LSODA(
        velocity, np.log(first), xi - first * g, log_t[-1], rtol=tolerance, atol=absolute, jac=lambda s, at: -np.exp(s) * hessian(net, at)
    )
    try:
        with warnings.catch_warnings(), progress.watched("point", len(log_t), lambda: number, even=False):
            warnings.simplefilter("ignore")  # where LSODA gives up the points say so
            while number < len(log_t) and solver.status == "running":
                solver.step()
                if solver.status == "failed" or not np.isfinite(solver.y).all():
                    break
                within = solver.dense_output()
                while number < len(log_t) and log_t[number] <= solver.t:
                    points[number] = within(log_t[number])
                    number += 1
                gradient(net, solver.y, g)
                if np.linalg.norm(g) <= REST:
                    points[number:] = solver.y
                    break
    except GivenUp:
        pass
    return points
