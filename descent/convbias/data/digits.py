"""Handwritten digits, 3 against 8, as signals of 64 pixels. Ours."""

import numpy as np
from pydantic import model_validator

from descent import images
from descent.convbias.data import gaussian
from descent.parameters import need

DIGITS = (3, 8)
"""The two classes."""
IMAGES = 357
"""Number of images of both classes."""


class Parameters(gaussian.Parameters):
    """Number and length of the images."""

    @model_validator(mode="after")
    def _are_whole(self):
        need(self.D == images.PIXELS, "D == 64 or data != 'digits'", "digits have 64 pixels")
        need(self.N <= IMAGES, f"N <= {IMAGES} or data != 'digits'", f"there are {IMAGES} images of the two digits")
        return self


def signals(generators, D: int, N: int) -> np.ndarray:
    """Random digits times their labels, one data set per generator. Returns (runs, N, 64). Raises ValueError for D other than 64."""
    if images.PIXELS != D:
        raise ValueError(f"D = {D}: digits have {images.PIXELS} pixels")
    x, digit = images.digits(*DIGITS)
    y = np.where(digit == DIGITS[1], 1.0, -1.0)
    chosen = np.stack([generator.choice(len(x), N, replace=False) for generator in generators])
    return x[chosen] * y[chosen][..., None]
