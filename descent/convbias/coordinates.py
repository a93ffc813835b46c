"""Coordinates of kernels that have the weights and the signals of `nets` as they are."""

import numpy as np

from descent.convbias.nets import Net


def enter(w: np.ndarray, net: Net) -> np.ndarray:
    """The kernel's weights: those of `nets` as they are. w: (runs, P)."""
    return w


def leave(w: np.ndarray, net: Net) -> np.ndarray:
    """The weights of `nets` again, the same. w: (runs, P)."""
    return w


def features(x: np.ndarray) -> np.ndarray:
    """Signals in the coordinates of the kernel's predictor, the same. x: (..., D)."""
    return x


def signals(beta: np.ndarray, net: Net) -> np.ndarray:
    """Predictors as signals, the same. beta: (..., D)."""
    return beta
