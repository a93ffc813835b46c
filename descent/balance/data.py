"""What the nets are trained on. The paper names no data: all of it is ours."""

from functools import cache

import numpy as np

from descent.balance.nets import Net, Points, points, start
from descent.balance.passes import forward

PIXELS, CLASSES = 64, 10


def gaussian(generators, net: Net, N: int, loss: str, size: float = 1.0) -> Points:
    """Standard normal inputs with `size` times standard normal outputs; for cross-entropy, with random classes. A set a
    generator: x (runs, d, N), y (runs, outputs, N).
    """
    d, outputs = net.layers[0].into, net.layers[-1].out
    x, y = (np.stack([generator.standard_normal((rows, N)) for generator in generators]) for rows in (d, outputs))
    if loss == "cross_entropy":
        return points(x, np.where(np.arange(outputs)[:, None] == y.argmax(axis=1)[:, None, :], 1.0, 0.0))
    return points(x, size * y)


def taught(generator, net: Net, N: int, size: float) -> Points:
    """Standard normal inputs with `size` times the outputs of a random net of the same shape, whose entries are N(0, 2/inputs), those
    of the last layer N(0, 1/inputs), so that the outputs are of order `size`.
    """
    x = generator.standard_normal((1, net.layers[0].into, N))
    teacher = start(net, np.sqrt(2.0), [generator])
    last = net.layers[-1]
    teacher[:, last.weights] /= np.sqrt(2.0)
    return points(x, size * forward(net, teacher, x)[0])


@cache
def _images() -> tuple[np.ndarray, np.ndarray]:
    """All images, (images, 64), without their mean and in units of their standard deviation; their digits. Source: scikit-learn's
    load_digits (UCI, Alpaydin and Kaynak 1998).
    """
    from sklearn.datasets import load_digits

    images, digit = load_digits(return_X_y=True)
    images = images - images.mean(axis=0)
    return images / images.std(), digit


def digits(generator, net: Net, N: int, size: float) -> Points:
    """N random handwritten digits; the outputs are `size` at the digit's class and 0 elsewhere, less their mean. Of one run: x (1, 64, N).

    Raises ValueError where the net does not go from 64 pixels to 10 classes, or there are fewer than N images.
    """
    images, digit = _images()
    if (net.layers[0].into, net.layers[-1].out) != (PIXELS, CLASSES):
        raise ValueError(f"widths from {net.layers[0].into} to {net.layers[-1].out}: digits need {PIXELS} to {CLASSES}")
    if len(images) < N:
        raise ValueError(f"N = {N}: there are {len(images)} digits")
    chosen = generator.choice(len(images), N, replace=False)
    return points(images[chosen].T[None], size * (np.eye(CLASSES)[digit[chosen]] - 1.0 / CLASSES).T[None])


SETS = {"taught": taught, "digits": digits}
"""The data sets of figure 2."""
