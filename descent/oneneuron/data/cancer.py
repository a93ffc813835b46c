"""The breast cancer set of Wisconsin, from scikit-learn."""

from functools import cache

import numpy as np

from descent.oneneuron.data import standardised


@cache
def points():
    """x (569, 30), y (569,)."""
    from sklearn.datasets import load_breast_cancer

    x, kind = load_breast_cancer(return_X_y=True)
    return standardised(x), np.where(kind == 1, 1.0, -1.0)
