"""Orthonormal real coordinates of a signal's unitary Fourier transform: gradient descent in them is gradient descent on the signal.

A real signal of length D has H = D // 2 + 1 frequencies that say everything. Frequency k appears c_k times in the whole transform:
once for 0 and, where D is even, for D/2; twice (with its conjugate) for the others. Times sqrt(c_k), real and imaginary parts are
orthonormal coordinates of the signal.
"""

import numpy as np


def multiplicity(D: int) -> np.ndarray:
    """c_k: how often each frequency of the half spectrum appears in the whole one. Returns (H,)."""
    c = np.full(D // 2 + 1, 2.0)
    c[0] = 1.0
    if D % 2 == 0:
        c[-1] = 1.0
    return c


def coordinates(x: np.ndarray) -> np.ndarray:
    """Orthonormal coordinates of signals. x: (..., D). Returns (..., 2, H): real and imaginary parts."""
    D = x.shape[-1]
    u = np.fft.rfft(x, norm="ortho") * np.sqrt(multiplicity(D))
    return np.stack([u.real, u.imag], axis=-2)


def signal(u: np.ndarray, D: int) -> np.ndarray:
    """Signals from their coordinates. u: (..., 2, H). Returns (..., D)."""
    return np.fft.irfft((u[..., 0, :] + 1j * u[..., 1, :]) / np.sqrt(multiplicity(D)), n=D, norm="ortho")


def magnitudes(x: np.ndarray) -> np.ndarray:
    """|x^_k| of the half spectrum of signals. x: (..., D). Returns (..., H)."""
    return np.abs(np.fft.rfft(x, norm="ortho"))


def bridge(size: np.ndarray, D: int, p: float) -> np.ndarray:
    """||x^||_p^p, the sum of |x^_k|^p over the whole spectrum. size: (..., H), the magnitudes of its half. Returns (...)."""
    return np.sum(size**p * multiplicity(D), axis=-1)  # a product with a vector would depend on how many there are
