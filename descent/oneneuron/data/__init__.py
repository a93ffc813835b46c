"""Data sets of two classes, one file each: a few points on which small nets can and do fail, and two real data sets.

A data set has `points`, which returns x (N, d) and labels y (N,) of -1 or +1, and LOWEST if the least hinge loss on it is not zero.
"""

import pkgutil
from functools import cache
from types import ModuleType

import numpy as np

from descent import checked

__all__ = sorted(["check", "labels", "lowest", "standardised", *(entry.name for entry in pkgutil.iter_modules(__path__))])


@cache
def check(data: ModuleType, classes: bool = True):
    """Raise ValueError where a data set's points cannot be read, or a label is not -1 or +1. classes: whether labels are checked."""
    name = data.__name__.rpartition(".")[2]
    try:
        x, y = data.points()
    except Exception as error:  # reading a data set can fail in any way
        raise ValueError(f"{name}.points: {type(error).__name__}: {str(error).partition(chr(10))[0]}") from error
    x = checked.array(f"x of {name}", x, "N", "d")
    y = checked.array(f"y of {name}", y, len(x))
    if classes and (wrong := y[np.abs(y) != 1.0]).size:
        raise ValueError(f"{name} has a label {wrong[0]:g}: allowed: -1, +1")


def lowest(data: ModuleType, outputs: int = 1) -> float:
    """The least value of the hinge loss on a data set. outputs: of the net."""
    return outputs * getattr(data, "LOWEST", 0.0)


def labels(y, outputs: int) -> np.ndarray:
    """Labels for a net with one output, or with one output per class. y: (N,). Returns (N,) or (N, 2)."""
    return y if outputs == 1 else np.stack([y, -y], axis=1)


def standardised(x) -> np.ndarray:
    """Every feature with mean 0 and variance 1. x: (N, d)."""
    return (x - x.mean(axis=0)) / x.std(axis=0)
