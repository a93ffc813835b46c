"""Four points on a line, two of one class on the left and two of the other on the right. Ours."""

import numpy as np


def points():
    """x (4, 1), y (4,)."""
    return np.array([[-1.0], [-0.5], [0.5], [1.0]]), np.array([-1.0, -1.0, 1.0, 1.0])
