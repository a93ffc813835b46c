"""Data sets of two classes: a handful of points that small nets can and do fail on, and two real ones."""

from functools import cache

import numpy as np

POINTS = {
    "three_points": ([-1, 0, 1], [1, -1, 1]),
    "four_points": ([-1, -0.5, 0.5, 1], [-1, -1, 1, 1]),
    "alternating": ([-2, -1, 0, 1, 2], [1, -1, 1, -1, 1]),
    "repeated": ([-1, 0, 0, 1], [1, -1, 1, 1]),
    "triangle": ([[1, 0], [0, 1], [0.5, 0.5]], [-1, -1, 1]),
}
"""Points and labels. `repeated` has one point with both labels, so no function is right on it; `triangle` is that of Yun et al. 2019."""
REAL = ("iris", "cancer")
"""Iris versicolor against virginica, and the breast cancer set of Wisconsin; every feature has mean 0 and variance 1."""
DATA = (*POINTS, *REAL)
LOWEST = {"repeated": 2.0}
"""The least value of the hinge loss where it is not zero: two labels on one point cost 2 at f = 0, for every p."""


def lowest(data: str, outputs: int = 1) -> float:
    """The least value of the hinge loss on a data set, for a net with so many outputs."""
    return outputs * LOWEST.get(data, 0.0)


def two_classes(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Points (N, d) and labels -1 or +1 (N,) of a data set. Raises ValueError for an unknown name."""
    if name in POINTS:
        x, y = POINTS[name]
        return np.array(x, dtype=float).reshape(len(y), -1), np.array(y, dtype=float)
    if name in REAL:
        return _real(name)
    raise ValueError(f"data = {name}: allowed: {', '.join(DATA)}")


def labels(y, outputs: int) -> np.ndarray:
    """The labels of a net with one output, or of one with an output a class. y: (N,). Returns (N,) or (N, 2)."""
    return y if outputs == 1 else np.stack([y, -y], axis=1)


@cache
def _real(name: str) -> tuple[np.ndarray, np.ndarray]:
    from sklearn import datasets

    x, labels = (datasets.load_iris if name == "iris" else datasets.load_breast_cancer)(return_X_y=True)
    kept = labels > 0 if name == "iris" else np.ones(len(labels), dtype=bool)
    x, labels = x[kept], labels[kept]
    return (x - x.mean(axis=0)) / x.std(axis=0), np.where(labels == labels.max(), 1.0, -1.0)
