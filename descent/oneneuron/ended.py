"""How a path to infinity can end."""

from enum import IntEnum

import numpy as np

from descent.ends import End


class Ended(IntEnum):
    """How a path ended: as any run may, or as only these do."""

    COMPLETED = End.COMPLETED
    DIVERGED = End.DIVERGED
    GAVE_UP = End.GAVE_UP
    TAKEN_OVER = 100
    """The net itself came to hold the points, and the neuron's output fell to nothing."""
    ABOVE_ZERO = 101
    """No late flow, because F does not go to zero: the neuron has become a spike at an outermost point, or is still asleep."""


def words(ended) -> np.ndarray:
    """How paths ended, in words. ended: (runs,) of `Ended`. Returns (runs,)."""
    return np.array([Ended(code).name.replace("_", " ").lower() for code in ended])
