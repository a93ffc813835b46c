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
    residual: np.ndarray
    """How far the law that holds least is from holding, at the points of the run and with its data: the form of the parameters and their
    gradient that is zero, divided by what its terms add up to; absent where no law is watched. (runs,)
    """
    parameters: np.ndarray
    """How many numbers are trained. (runs,)"""
    laws: np.ndarray
    """How many conservation laws gradient flow has. (runs,)"""
    escape: np.ndarray
    """Iteration at which each known saddle has been passed; absent where the file has no `levels`. (runs, saddles)"""
    predicted: np.ndarray
    """The same by linear theory, of plain GD; absent where the file has no `levels`. (runs, saddles)"""
