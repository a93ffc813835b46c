"""A point with both labels between two other points, so that no function is right on both labels. Ours."""

import numpy as np

LOWEST = 2.0
"""Two labels on one point cost at least 2, at f = 0, for every power of the hinge loss."""


def points():
    """x (4, 1), y (4,)."""
    return np.array([[-1.0], [0.0], [0.0], [1.0]]), np.array([1.0, -1.0, 1.0, 1.0])
