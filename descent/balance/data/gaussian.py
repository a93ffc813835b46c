"""Standard normal inputs with standard normal outputs, or random classes."""

import numpy as np

from descent.balance.nets import Net, Points, points_of
from descent.balance.targets import Parameters, targets
from descent.random import normal_numbers

__all__ = ["Parameters", "points"]


def points(generators, net: Net, loss: str, N: int, size: float) -> Points:
    """One set per generator. Returns points with x (runs, d, N), y (runs, outputs, N)."""
    widths = net.layers[0].into, net.layers[-1].out
    x, y = (np.stack([normal_numbers(generator, (rows, N)) for generator in generators]) for rows in widths)
    return points_of(x, targets(y, loss, size))
