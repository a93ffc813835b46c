"""A ReLU net on handwritten digits, and an optimiser of your own.

Theory: each hidden neuron keeps |in|^2 + bias^2 - |out|^2 under gradient flow (Du, Hu, Lee 2018, theorem 2.1).
"""

from functools import cache
from itertools import pairwise

import torch
from sklearn.datasets import load_digits
from torch import nn


def build(generator, width=16, depth=2, biases=True):
    """The net, started as torch.nn starts it. width: neurons a layer; depth: layers of weights; biases: whether there are any."""
    sizes = [64] + [width] * (depth - 1) + [10]
    layers = []
    for inputs, outputs in pairwise(sizes):
        layers += [nn.Linear(inputs, outputs, bias=biases), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def data(generator, points=100):
    """The first digits: pixels (points, 64) between 0 and 1, and classes (points,)."""
    return digits(points)


@cache
def digits(points):
    """Read once: data that is one and the same for all runs is not copied."""
    pixels, classes = load_digits(return_X_y=True)
    return torch.from_numpy(pixels[:points] / 16), torch.from_numpy(classes[:points])


def loss(outputs, targets):
    """Cross entropy of classes."""
    return nn.functional.cross_entropy(outputs, targets)


class SignSGD(torch.optim.Optimizer):
    """A step of the same size in every coordinate, along the gradient's sign. It conserves nothing."""

    elementwise = True  # each coordinate moves by itself, so that all runs may be stepped at once

    def __init__(self, params, lr=1e-3):
        super().__init__(params, {"lr": lr})

    @torch.no_grad()
    def step(self, closure=None):
        """One step."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    parameter -= group["lr"] * parameter.grad.sign()
