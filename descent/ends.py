"""How a run can end: one vocabulary for all problems and methods."""

from enum import IntEnum

import numpy as np


class End(IntEnum):
    """How a run ended, as kernels and run files know it."""

    CONVERGED = 0
    """The run reached its goal: near enough to a minimum, a small enough gradient, or the last margin."""
    COMPLETED = 1
    """A run of a fixed length reached its last iteration or its last time."""
    ITERATION_LIMIT = 2
    """The run reached its last iteration before its goal."""
    UNDERFLOW = 3
    """No step can move the point in this width of float: a coordinate that must grow is below the smallest normal number."""
    LEFT_THE_DOMAIN = 4
    """The run came to a point where the problem has no value."""
    DIVERGED = 5
    """A number of the run is not finite."""
    GAVE_UP = 6
    """The solver found no further step, because of rounding or a kink."""
    NOT_SEPARATED = 7
    """The run reached its last iteration with a margin that is not positive."""
    ESCAPED = 8
    """The run passed the saddle that it was to leave."""
    STOPPED = 9
    """The method stopped by a rule of its own, before the run reached its goal."""


WORDS = np.array([end.name.replace("_", " ").lower() for end in End])
"""The names of the ends in words, as in metrics and figures."""


def words(ends) -> np.ndarray:
    """Ends in words. ends: any shape, of `End`. Returns the same shape."""
    return WORDS[np.asarray(ends)]
