"""Coordinates of kernels with the same weights and signals as `nets`."""

import numpy as np

from descent.convbias.nets import Net


def enter(w: np.ndarray, net: Net) -> np.ndarray:
    """The kernel's weights, the same as in `nets`. w: (runs, P)."""
    return w


def leave(w: np.ndarray, net: Net) -> np.ndarray:
    """The weights as in `nets`, the same as the kernel's. w: (runs, P)."""
    return w


def features(x: np.ndarray) -> np.ndarray:
    """Signals in the coordinates of the kernel's predictor, which are the signals' own. x: (..., D)."""
    return x


def signals(beta: np.ndarray, net: Net) -> np.ndarray:
    """Predictors as signals, unchanged. beta: (..., D)."""
    return beta
