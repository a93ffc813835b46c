"""Three points on a line; the middle point has the other class. Ours."""

import numpy as np


def points():
    """x (3, 1), y (3,)."""
    return np.array([[-1.0], [0.0], [1.0]]), np.array([1.0, -1.0, 1.0])
