"""The loss F of a net on its points, alone or augmented (paper 2), for the loop; `descent.oneneuron.objective` defines it.

x: (P,) float64, theta and then the augmentation's parameters; p: a `descent.oneneuron.problem.Problem`.
"""

import math

import numpy as np

from descent.oneneuron import objective
from descent.watching import NOT_FINITE

LABEL = "augmented net"


def gradient(x, p, out):
    """Write the gradient at x into `out` (P,). Returns 0, or NOT_FINITE where F or the gradient's squared norm is not finite."""
    F, square = objective.gradient(p, x, out), 0.0
    for j in range(x.size):
        square += out[j] * out[j]
    return 0 if math.isfinite(F) and math.isfinite(square) else NOT_FINITE


def value(x, p):
    """F at x."""
    return objective.gradient(p, x, np.empty(x.size))
