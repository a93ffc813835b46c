"""Iris versicolor against virginica, from scikit-learn."""

from functools import cache

import numpy as np

from descent.oneneuron.data import standardised


@cache
def points():
    """x (100, 4), y (100,)."""
    from sklearn.datasets import load_iris

    x, kind = load_iris(return_X_y=True)
    return standardised(x[kind > 0]), np.where(kind[kind > 0] == 2, 1.0, -1.0)
