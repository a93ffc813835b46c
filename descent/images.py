"""Handwritten digits of 8 x 8 pixels, for the data sets of papers 3 and 4.

Source: scikit-learn's load_digits (UCI, Alpaydin and Kaynak 1998).
"""

from functools import cache

import numpy as np

PIXELS, CLASSES, IMAGES = 64, 10, 1797


@cache
def digits(*classes: int) -> tuple[np.ndarray, np.ndarray]:
    """The images of the given classes, or of all, and their digits. Returns (images, 64) and (images,).

    The pixels are row after row. Each pixel's mean over the images is subtracted; one standard deviation over all pixels divides them.
    """
    from sklearn.datasets import load_digits

    images, digit = load_digits(return_X_y=True)
    if classes:
        chosen = np.isin(digit, classes)
        images, digit = images[chosen], digit[chosen]
    images = images - images.mean(axis=0)
    return images / images.std(), digit
