"""A small convolutional net on handwritten digits.

Theory: each channel keeps |in|^2 + bias^2 - |out|^2 under gradient flow, past ReLU and pooling (Du, Hu, Lee 2018, theorem 2.3).
"""

from functools import cache

import torch
from sklearn.datasets import load_digits
from torch import nn


def build(generator, channels=4):
    """Two convolutions and a linear layer. channels: of the first convolution; the second has twice as many."""
    return nn.Sequential(
        nn.Conv2d(1, channels, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(channels, 2 * channels, 3),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(2 * channels, 10),
    )


def data(generator, points=50):
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
