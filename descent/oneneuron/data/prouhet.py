"""Eight points on a line whose classes have the same sums of x^0, x^1 and x^2: {0, 3, 5, 6} and {1, 2, 4, 7} (Prouhet 1851), scaled."""

import numpy as np


def points():
    """x (8, 1), y (8,)."""
    return (np.arange(8.0)[:, None] - 3.5) / 3.5, np.array([1.0, -1.0, -1.0, 1.0, -1.0, 1.0, 1.0, -1.0])
