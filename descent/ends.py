"""How a run can end: one vocabulary for all problems and methods."""

from enum import IntEnum

import numpy as np


class End(IntEnum):
    """How a run ended, as kernels and run files know it."""

    CONVERGED = 0
    """At what was asked for: near enough to a minimum, with a gradient that is small enough, at the last margin."""
    COMPLETED = 1
    """At the last iteration, or the last time, of a run of a fixed length."""
    ITERATION_LIMIT = 2
    """At the last iteration that it was given, before it came to what was asked for."""
    UNDERFLOW = 3
    """At a point that no step of this width of float can move: what must grow is below the smallest normal number."""
    LEFT_THE_DOMAIN = 4
    """At a point where the problem has no value."""
    DIVERGED = 5
    """With a number that is not finite."""
    GAVE_UP = 6
    """With a solver that found no further step, for rounding or for a kink."""
    NOT_SEPARATED = 7
    """At the last iteration, with a margin that is not positive."""
    ESCAPED = 8
    """Past the saddle that it was to leave."""
    STOPPED = 9
    """Where its method stops by a rule of its own, elsewhere than at what was asked for."""


WORDS = np.array([end.name.replace("_", " ").lower() for end in End])
"""The same in words, as metrics and figures say it."""


def words(ends) -> np.ndarray:
    """Ends in words. ends: any shape, of `End`. Returns the same shape."""
    return WORDS[np.asarray(ends)]
