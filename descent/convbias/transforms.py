"""Fourier transforms of real signals in a fixed order of + - * /, with the half spectrum as two arrays, the real and the imaginary parts.

H = D // 2 + 1 frequencies determine a real signal of length D. For a length up to `DIRECT`, or a prime one, the transform is a product with
a table of cosines and sines; a longer signal is split by its length's smallest prime factor (Cooley and Tukey 1965).
"""

import math
from functools import lru_cache

import numpy as np

from descent.algebra import matmul
from descent.elementary import cos_turns, sin_turns

DIRECT = 128
"""Lengths up to this are not split."""


@lru_cache(maxsize=8)
def _turns(D: int) -> tuple[np.ndarray, np.ndarray]:
    """cos and sin of 2 pi j / D. Returns two (D,)."""
    return tuple(np.array([function(j / D) for j in range(D)]) for function in (cos_turns, sin_turns))


@lru_cache(maxsize=8)
def _table(D: int, signals: int) -> tuple[np.ndarray, np.ndarray]:
    """cos and sin of 2 pi j k / D. Returns two (signals, H)."""
    cosines, sines = _turns(D)
    angle = np.outer(np.arange(signals), np.arange(D // 2 + 1)) % D
    return cosines[angle], sines[angle]


@lru_cache(maxsize=64)
def _factor(D: int) -> int:
    """The number of parts that signals of length D are split into: the smallest prime factor of a long length, otherwise 1."""
    return 1 if D <= DIRECT else next((p for p in range(2, math.isqrt(D) + 1) if D % p == 0), 1)


def _halves(frequency: np.ndarray, D: int) -> tuple[np.ndarray, np.ndarray]:
    """The index in the half spectrum of each frequency of the full one of length D, and 1, or -1 for a conjugate."""
    conjugate = frequency > D // 2
    return np.where(conjugate, D - frequency, frequency), np.where(conjugate, -1.0, 1.0)


def spectrum(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """sum_j x_j e^(-2 pi i j k / D) for k < H. x: (..., D). Returns the real and the imaginary parts, (..., H) each."""
    D = x.shape[-1]
    parts = _factor(D)
    if parts == 1:
        cosines, sines = _table(D, D)
        return matmul(x, cosines), -matmul(x, sines)
    twiddles, (at, sign) = _table(D, parts), _halves(np.arange(D // 2 + 1) % (D // parts), D // parts)
    re, im = 0.0, 0.0
    for part, (cosine, sine) in enumerate(zip(*twiddles, strict=True)):
        a, b = spectrum(x[..., part::parts])
        a, b = a[..., at], sign * b[..., at]
        re, im = re + (cosine * a + sine * b), im + (cosine * b - sine * a)
    return re, im


def signal(re: np.ndarray, im: np.ndarray, D: int) -> np.ndarray:
    """The signal whose `spectrum` is re + i im. re, im: (..., H). Returns (..., D)."""
    parts = _factor(D)
    if parts == 1:
        cosines, sines = _table(D, D)
        twice = np.where(np.arange(D // 2 + 1) * 2 % D, 2.0, 1.0)
        return (matmul(re * twice, cosines.T) - matmul(im * twice, sines.T)) / D
    (cosines, sines), rest = _turns(D), D // parts
    x = np.empty((*re.shape[:-1], D))
    for part in range(parts):
        a, b = 0.0, 0.0
        for frequency in (np.arange(rest // 2 + 1) + rest * turn for turn in range(parts)):
            at, sign = _halves(frequency, D)
            cosine, sine, u, v = cosines[frequency * part % D], sines[frequency * part % D], re[..., at], sign * im[..., at]
            a, b = a + (cosine * u - sine * v), b + (cosine * v + sine * u)
        x[..., part::parts] = signal(a / parts, b / parts, rest)
    return x
