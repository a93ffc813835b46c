"""What a known bad minimum is, and whether a run has come back to it."""

import numpy as np

from descent.algebra import eigvalsh, norm
from descent.oneneuron.landscapes import Landscape
from descent.oneneuron.objective import gradient, hessian

SAME = 1e-6
"""A run has returned to a minimum where its loss is the minimum's to within this share of it. Ours."""


def known(landscape: Landscape) -> dict[str, float]:
    """What a minimum is: its value as it is known, its loss, the norm of its gradient, and its Hessian's smallest eigenvalue over the
    largest one.
    """
    g = np.empty(landscape.theta.size)
    loss = gradient(landscape.problem, landscape.theta, g)
    eigenvalues = eigvalsh(hessian(landscape.problem, landscape.theta))
    return {
        "known_value": landscape.value,
        "known_loss": loss,
        "known_gradient": norm(g),
        "known_curvature": eigenvalues[0] / eigenvalues[-1],
    }


def off(F, value):
    """Relative difference of losses from a minimum's. F: (runs,); value: the minimum's loss. Returns (runs,)."""
    return np.abs(F / value - 1.0)


def returned(F, value):
    """1 for a run that has come back to the minimum it started beside, else 0. F: (runs,), at the ends; value: the minimum's loss.
    Returns (runs,).
    """
    return (off(F, value) <= SAME).astype(int)
