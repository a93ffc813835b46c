"""Data sets of two classes: Gaussian signals with random labels, and handwritten digits."""

from functools import cache

import numpy as np

DIGITS = (3, 8)
"""The two classes. Ours."""
PIXELS = 64


def gaussian(generators, N: int, D: int) -> np.ndarray:
    """Standard normal signals times random labels, one data set a generator. Returns (runs, N, D)."""
    return np.stack([generator.standard_normal((N, D)) * generator.choice([-1.0, 1.0], (N, 1)) for generator in generators])


@cache
def _images() -> tuple[np.ndarray, np.ndarray]:
    """All images of the two digits as signals of 64 pixels, row after row, without their mean and in units of their standard deviation;
    and their labels, -1 and 1. Source: scikit-learn's load_digits (UCI, Alpaydin and Kaynak 1998).
    """
    from sklearn.datasets import load_digits

    images, digit = load_digits(return_X_y=True)
    chosen = np.isin(digit, DIGITS)
    images = images[chosen] - images[chosen].mean(axis=0)
    return images / images.std(), np.where(digit[chosen] == DIGITS[1], 1.0, -1.0)


def digits(generators, N: int, D: int) -> np.ndarray:
    """Random digits times their labels, one data set a generator. Returns (runs, N, 64). Raises ValueError for D other than 64."""
    if D != PIXELS:
        raise ValueError(f"D = {D}: digits have {PIXELS} pixels")
    x, y = _images()
    chosen = np.stack([generator.choice(len(x), N, replace=False) for generator in generators])
    return x[chosen] * y[chosen][..., None]


KINDS = {"gaussian": gaussian, "digits": digits}
