"""Five points on a line with alternating labels. Ours."""

import numpy as np


def points():
    """x (5, 1), y (5,)."""
    return np.array([[-2.0], [-1.0], [0.0], [1.0], [2.0]]), np.array([1.0, -1.0, 1.0, -1.0, 1.0])
