"""The ends of a path to infinity."""

from enum import IntEnum

import numpy as np

from descent.ends import End


class Ended(IntEnum):
    """How a path ended: in a way of any run, or in one of two ways of these paths alone."""

    COMPLETED = End.COMPLETED
    DIVERGED = End.DIVERGED
    GAVE_UP = End.GAVE_UP
    TAKEN_OVER = 100
    """The net alone took over the points from the neuron, whose output vanished."""
    ABOVE_ZERO = 101
    """There is no late flow, since F does not go to zero: the neuron has become a spike at an outermost point, or has not grown yet."""


def words(ended) -> np.ndarray:
    """Ends of paths in words. ended: (runs,) of `Ended`. Returns (runs,)."""
    return np.array([Ended(code).name.replace("_", " ").lower() for code in ended])
