"""Nets without biases on handwritten digits: homogeneous in their parameters, so their margins go on growing when the loss is all but zero.

Theory: gradient flow turns to a first-order stationary point of the largest margin (Lyu and Li 2020), and its parameters align with minus
the gradient (Ji and Telgarsky 2020).
"""

from functools import cache
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import nn


def build(generator, net="mlp", depth=2, width=16, power=1, scale=1.0):
    """A ReLU net, homogeneous of degree `depth`. net: mlp; cnn, whose layers but the last are convolutions, with a pool after the first.

    width: neurons, or channels, of a layer. power: of its ReLUs; with 2 the perceptron is smooth, and of degree 2^depth - 1. scale: of all
    weights that torch.nn draws.
    """
    layers = {"mlp": perceptron, "cnn": convolutions}[net](depth, width, power)
    module = nn.Sequential(*layers)
    with torch.no_grad():
        for weights in module.parameters():
            weights *= scale
    return module


class PowerReLU(nn.Module):
    """max(x, 0)^power."""

    def __init__(self, power):
        super().__init__()
        self.power = power

    def forward(self, x):
        """x: any shape. Returns the same."""
        return x.relu() ** self.power


def activation(power):
    """A ReLU, or a power of it."""
    return nn.ReLU() if power == 1 else PowerReLU(power)


def perceptron(depth, width, power):
    """Layers of a perceptron of flattened images."""
    layers = [nn.Flatten()]
    for inputs, outputs in pairwise([64] + [width] * (depth - 1) + [10]):
        layers += [nn.Linear(inputs, outputs, bias=False), activation(power)]
    return layers[:-1]


def convolutions(depth, width, power):
    """Layers of convolutions of width 3, a pool, and a linear layer. depth: 2 to 4."""
    layers, channels, side = [], 1, 8
    for layer in range(depth - 1):
        layers += [nn.Conv2d(channels, width, 3, bias=False), activation(power)]
        channels, side = width, side - 2
        if layer == 0:
            layers.append(nn.MaxPool2d(2))
            side //= 2
    return [*layers, nn.Flatten(), nn.Linear(channels * side * side, 10, bias=False)]


def data(generator, points=20):
    """The first digits: images (points, 1, 8, 8) between 0 and 1, and classes (points,)."""
    return digits(points)


@cache
def digits(points):
    """Read once: data that is one and the same for all runs is not copied."""
    found = load_digits()
    return torch.from_numpy(found.images[:points, None] / 16), torch.from_numpy(found.target[:points])


def loss(outputs, targets):
    """Cross entropy of classes."""
    return nn.functional.cross_entropy(outputs, targets)
