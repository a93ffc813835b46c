"""Three points in the plane; the midpoint of two points has the other class. Source: Yun et al. 2019."""

import numpy as np


def points():
    """x (3, 2), y (3,)."""
    return np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]]), np.array([-1.0, -1.0, 1.0])
