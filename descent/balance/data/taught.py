"""Standard normal inputs with the outputs of a random net of the same shape."""

import numpy as np

from descent.balance.nets import Net, Points, points_of
from descent.balance.passes import forward
from descent.balance.starts import start
from descent.balance.targets import Parameters, targets
from descent.random import normal_numbers

__all__ = ["Parameters", "points"]


def points(generators, net: Net, loss: str, N: int, size: float) -> Points:
    """One set per generator. Returns points with x (runs, d, N), y (runs, outputs, N).

    The teacher's entries are N(0, 2/inputs), and N(0, 1/inputs) in the last layer, so that its outputs are of order one.
    """
    x = np.stack([normal_numbers(generator, (net.layers[0].into, N)) for generator in generators])
    teacher = start(net, generators, np.sqrt(2.0))
    teacher[:, net.layers[-1].weights] /= np.sqrt(2.0)
    return points_of(x, targets(forward(net, teacher, x)[0], loss, size))
