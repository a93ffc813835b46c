"""Orthonormal real coordinates of a signal's unitary Fourier transform. Gradient descent in them is gradient descent on the signal.

H = D // 2 + 1 frequencies determine a real signal of length D. Frequency k appears c_k times in the full transform: once for k = 0 and, for
even D, k = D/2; twice, with its conjugate, for the others. The real and imaginary parts times sqrt(c_k) are orthonormal coordinates of the
signal.
"""

import numpy as np

from descent.convbias import transforms
from descent.elementary import power


def multiplicity(D: int) -> np.ndarray:
    """c_k, the number of times each frequency of the half spectrum appears in the full one. Returns (H,)."""
    c = np.full(D // 2 + 1, 2.0)
    c[0] = 1.0
    if D % 2 == 0:
        c[-1] = 1.0
    return c


def spectrum(x: np.ndarray) -> np.ndarray:
    """The half spectrum of signals by the unitary transform. x: (..., D). Returns (..., 2, H): real and imaginary parts."""
    return np.stack(transforms.spectrum(x), axis=-2) / np.sqrt(x.shape[-1])


def inverse(u: np.ndarray, D: int) -> np.ndarray:
    """Signals from their half spectrum by the unitary transform. u: (..., 2, H). Returns (..., D)."""
    return transforms.signal(u[..., 0, :], u[..., 1, :], D) * np.sqrt(D)


def coordinates(x: np.ndarray) -> np.ndarray:
    """Orthonormal coordinates of signals. x: (..., D). Returns (..., 2, H): real and imaginary parts."""
    return spectrum(x) * np.sqrt(multiplicity(x.shape[-1]))


def signal(u: np.ndarray, D: int) -> np.ndarray:
    """Signals from their coordinates. u: (..., 2, H). Returns (..., D)."""
    return inverse(u / np.sqrt(multiplicity(D)), D)


def magnitudes(x: np.ndarray) -> np.ndarray:
    """|x^_k| of the half spectrum of signals. x: (..., D). Returns (..., H)."""
    return sizes(spectrum(x))


def sizes(u: np.ndarray) -> np.ndarray:
    """Magnitudes of complex numbers. u: (..., 2, H). Returns (..., H)."""
    return np.sqrt(u[..., 0, :] * u[..., 0, :] + u[..., 1, :] * u[..., 1, :])


def product(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Complex products. u, v: (..., 2, H). Returns (..., 2, H)."""
    (a, b), (c, d) = np.moveaxis(u, -2, 0), np.moveaxis(v, -2, 0)
    return np.stack([a * c - b * d, a * d + b * c], axis=-2)


def bridge(size: np.ndarray, D: int, p: float) -> np.ndarray:
    """||x^||_p^p, the sum of |x^_k|^p over the full spectrum. size: (..., H), the magnitudes of the half spectrum. Returns (...)."""
    return np.sum(power(size, p) * multiplicity(D), axis=-1)
