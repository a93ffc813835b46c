"""What a run file of a study of one's own holds."""

from typing import NamedTuple

import numpy as np


class OwnRunFile(NamedTuple):
    """What the run files of a network of one's own hold. Times are those at which things were kept."""

    status: np.ndarray
    """How the run ended. (runs,)"""
    iterations: np.ndarray
    """Iterations until then. (runs,)"""
    times: np.ndarray
    """Iterations at which the next columns were kept. (runs, record)"""
    loss: np.ndarray
    """f then; with mini-batches, that of the mini-batch. (runs, record)"""
    slope: np.ndarray
    """The gradient's norm then. (runs, record)"""
    drift: np.ndarray
    """How far the conservation law that has moved most was then from its value at the start, divided by what its terms added up to there;
    absent where no law is watched. (runs, record)
    """
    parameters: np.ndarray
    """How many numbers are trained. (runs,)"""
    laws: np.ndarray
    """How many conservation laws gradient flow has. (runs,)"""
