"""The signal's own domain, with the same functions as `fourier`: the coordinates in which a linear diagonal net multiplies its layers.

An entry is a real number with multiplicity one.
"""

import numpy as np

from descent.elementary import power


def multiplicity(D: int) -> np.ndarray:
    """The multiplicity of each entry, which is one. Returns (D,)."""
    return np.ones(D)


def coordinates(x: np.ndarray) -> np.ndarray:
    """Signals as real parts, with imaginary parts of zero. x: (..., D). Returns (..., 2, D)."""
    return np.stack([x, np.zeros(x.shape)], axis=-2)


def signal(u: np.ndarray, D: int) -> np.ndarray:
    """Signals from their coordinates. u: (..., 2, D). Returns (..., D)."""
    return u[..., 0, :]


def magnitudes(x: np.ndarray) -> np.ndarray:
    """|x_d|. x: (..., D). Returns (..., D)."""
    return np.abs(x)


def bridge(size: np.ndarray, D: int, p: float) -> np.ndarray:
    """||x||_p^p. size: (..., D), the magnitudes of the entries. Returns (...)."""
    return np.sum(power(size, p), axis=-1)
