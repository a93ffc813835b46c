"""The functions that a net computes, alone and with its neuron, for one-dimensional inputs."""

import numpy as np

from descent.activations import Activation
from descent.oneneuron.augmentations import augment, exponential
from descent.oneneuron.objective import outputs
from descent.oneneuron.problem import Problem, base, net_size

BESIDE = 0.2
"""Margin of the grid on either side of the points, as a share of their range. Our choice."""


def curves(known: Problem, activation: str, xi, points: int = 301):
    """A net's functions on a grid, alone and with the paper's exponential neuron. xi: (P,).

    Returns the points and labels of the data, (N,) each, the grid, and the outputs of the net alone and with the neuron, (points,) each.
    """
    net = augment(exponential, known._replace(activation=int(Activation.named(activation))))
    low, high = known.x.min(), known.x.max()
    grid = np.linspace(low - BESIDE * (high - low), high + BESIDE * (high - low), points)
    at = net._replace(x=grid[:, None], y=np.ones((points, 1)))
    with np.errstate(over="ignore"):
        augmented = outputs(at, np.ascontiguousarray(xi))[:, 0]
    alone = outputs(base(at), np.ascontiguousarray(xi[: net_size(net.widths)]))[:, 0]
    return known.x[:, 0], known.y[:, 0], grid, alone, augmented
