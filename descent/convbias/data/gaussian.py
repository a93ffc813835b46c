"""Gaussian signals with random labels. Ours."""

import numpy as np

from descent.convbias import nets
from descent.parameters import given
from descent.random import normal_numbers


class Parameters(nets.Signals):
    """Number and length of the signals."""

    N: int = given(8, "Number of samples.", ge=1, le=1000)


def signals(generators, D: int, N: int) -> np.ndarray:
    """Standard normal signals times random labels, one data set per generator. Returns (runs, N, D)."""
    return np.stack([normal_numbers(generator, (N, D)) * generator.choice([-1.0, 1.0], (N, 1)) for generator in generators])
