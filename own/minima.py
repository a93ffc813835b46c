"""A ReLU net of one hidden layer that tells two classes apart. Training may end in a bad local minimum: points are wrong.

Theory: one exponential neuron beside the net, with a regulariser on its outer weight, leaves no bad minimum at a finite distance, where the
net can hold all points (Liang, Sun, Lee, Srikant 2018). Descent may then go to infinity instead (Kawaguchi and Kaelbling 2020).
"""

from functools import cache

import torch
from sklearn.datasets import load_digits, make_moons
from torch import nn

CLASSES = (3, 8)
"""The digits."""
POINTS = 60
"""Of the moons, and of the digits."""
SIZES = {"two points": 1, "ten points": 2, "two moons": 2, "digits": 64}
"""Numbers that a point has."""


def build(generator, width=4, points="two moons"):
    """The net, started as torch.nn starts it. width: hidden neurons; points: the data, one of SIZES."""
    return nn.Sequential(nn.Linear(SIZES[points], width), nn.ReLU(), nn.Linear(width, 1))


def data(generator, points="two moons"):
    """Points (points, numbers) and classes -1 and 1 (points, 1). points: one of SIZES. Each run has its own ten points."""
    if points == "ten points":
        return torch.randn(10, 2, generator=generator, dtype=torch.float64), torch.tensor([-1.0, 1.0]).repeat(5)[:, None]
    return fixed(points)


@cache
def fixed(points):
    """Read once: data that is one and the same for all runs is not copied. Moons and digits are moved to a mean of 0."""
    if points == "two points":
        return torch.tensor([[-1.0], [1.0]]), torch.tensor([[-1.0], [1.0]])
    if points == "two moons":
        x, classes = make_moons(POINTS, noise=0.1, random_state=0)
    else:
        pixels, digits = load_digits(return_X_y=True)
        chosen = (digits == CLASSES[0]) | (digits == CLASSES[1])
        x, classes = pixels[chosen][:POINTS] / 16, digits[chosen][:POINTS] == CLASSES[1]
    return torch.from_numpy(x - x.mean(axis=0)), torch.from_numpy(2.0 * classes - 1.0)[:, None]


def loss(outputs, targets):
    """The smoothed hinge loss of paper 2 with a cube: 0, its least, wherever all margins are at least 1."""
    return torch.relu(1 - targets * outputs).pow(3).mean()
