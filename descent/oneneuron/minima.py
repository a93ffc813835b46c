"""The description of a known bad minimum, and the test whether a run has returned to it."""

import numpy as np

from descent.algebra import eigvalsh, norm
from descent.oneneuron.landscapes import Landscape
from descent.oneneuron.objective import gradient, hessian

SAME = 1e-6
"""A run has returned to a minimum if its loss differs from the minimum's by at most this share. Our choice."""


def known(landscape: Landscape) -> dict[str, float]:
    """A minimum's known value, its computed loss, its gradient's norm, and its Hessian's smallest eigenvalue divided by the largest."""
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
    """Relative difference of losses from a minimum's loss. F: (runs,); value: the minimum's loss. Returns (runs,)."""
    return np.abs(F / value - 1.0)


def returned(F, value):
    """1 for a run that has returned to the minimum, else 0. F: (runs,), at the ends; value: the minimum's loss. Returns (runs,)."""
    return (off(F, value) <= SAME).astype(int)
