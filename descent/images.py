"""Handwritten digits of 8 x 8 pixels, for the data sets of papers 3 and 4.

Source: scikit-learn's load_digits (UCI, Alpaydin and Kaynak 1998).
"""

from functools import cache

import numpy as np

PIXELS, CLASSES, IMAGES = 64, 10, 1797


@cache
def digits(*classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The images of some classes, or all: their pixels, row after row, without their mean and in units of their standard deviation,
    (images, 64), and their digits, (images,).
    """
    from sklearn.datasets import load_digits

    images, digit = load_digits(return_X_y=True)
    if classes:
        chosen = np.isin(digit, classes)
        images, digit = images[chosen], digit[chosen]
    images = images - images.mean(axis=0)
    return images / images.std(), digit
