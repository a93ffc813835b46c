"""Gradient descent on batches of points, drawn with replacement for every step."""

import numpy as np

from descent import parameters
from descent.methods import gd
from descent.parameters import Count, Positive, given

LABEL = "SGD"


class Parameters(parameters.Parameters):
    """Parameters of SGD."""

    eta: Positive = given(description="Step size.")
    batch: Count = given(4, "Number of points in a mini-batch.")


def rule(x, slope, memory, t, eta, batch):
    """x <- x - eta slope."""
    return gd.rule(x, slope, memory, t, eta, 0.0)


def batches(generators, N: int, steps: int, eta: float, batch: int) -> np.ndarray:
    """Indices of the points of every step, from each run's own generator. N: number of points. Returns (runs, steps, batch)."""
    return np.stack([generator.integers(N, size=(steps, batch)) for generator in generators])
