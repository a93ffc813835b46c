"""Handwritten digits, drawn without replacement. The outputs are one for the digit's class and zero for others, minus their mean."""

import numpy as np
from pydantic import model_validator

from descent import images
from descent.balance import targets
from descent.balance.nets import Net, Points, points_of
from descent.parameters import need


class Parameters(targets.Parameters):
    """Number of images, for a net from 64 pixels to ten classes."""

    @model_validator(mode="after")
    def _fit_the_net(self):
        for inputs in {"d", "inputs"} & type(self).model_fields.keys():
            need(getattr(self, inputs) == images.PIXELS, f"{inputs} == 64 or data != 'digits'", "digits have 64 pixels")
        need(getattr(self, "outputs", images.CLASSES) == images.CLASSES, "outputs == 10 or data != 'digits'", "there are ten digits")
        need(self.N <= images.IMAGES, f"N <= {images.IMAGES} or data != 'digits'", f"there are {images.IMAGES} images")
        return self


def points(generators, net: Net, loss: str, N: int, size: float) -> Points:
    """One set per generator. Returns points with x (runs, 64, N), y (runs, 10, N)."""
    pixels, digit = images.digits()
    chosen = np.stack([generator.choice(len(pixels), N, replace=False) for generator in generators])
    y = np.eye(images.CLASSES)[digit[chosen]] - 1.0 / images.CLASSES
    return points_of(pixels[chosen].mT, targets.targets(y.mT, loss, size))
