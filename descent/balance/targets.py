"""What data sets for nets share: how many points they have, and what nets learn at them."""

import numpy as np

from descent import parameters
from descent.parameters import Positive, given


class Parameters(parameters.Parameters):
    """How many points, and how large their outputs."""

    N: int = given(8, "Number of points.", ge=1, le=100_000)
    size: Positive = given(1, "Size of the outputs that a net learns. Ours.")


def targets(y, loss: str, size: float) -> np.ndarray:
    """What a net learns where the data say y (runs, outputs, N): `size` times y; for cross-entropy the class of the largest, as
    probabilities. Returns the same shape.
    """
    if loss == "cross_entropy":
        return np.where(np.arange(y.shape[1])[:, None] == y.argmax(axis=1)[:, None, :], 1.0, 0.0)
    return size * y
