"""Shared parts of data sets for nets: the number of points, and the targets."""

import numpy as np

from descent import parameters
from descent.parameters import Positive, given


class Parameters(parameters.Parameters):
    """Number of points, and size of their outputs."""

    N: int = given(8, "Number of points.", ge=1, le=100_000)
    size: Positive = given(1, "Size of the outputs that a net learns. Ours.")


def targets(y, loss: str, size: float) -> np.ndarray:
    """Targets from outputs y (runs, outputs, N): `size` times y, or for cross-entropy probability one for the class with the largest y.

    Returns the same shape.
    """
    if loss == "cross_entropy":
        return np.where(np.arange(y.shape[1])[:, None] == y.argmax(axis=1)[:, None, :], 1.0, 0.0)
    return size * y
