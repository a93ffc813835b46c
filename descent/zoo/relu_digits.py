"""A ReLU net of two layers, without biases, on handwritten digits: f = mean of |V relu(W x) - y|^2 / 2, y one at the digit's class.

At 0 it is a saddle, and not smooth: near it f falls by the sum over neurons of v.C(w) with C(w) = mean of y relu(w.x). Pixels and targets
are not negative, so no direction falls faster than the first pair of singular vectors of the matrix C = mean of y x^T, whose entries are
not negative either (Perron) and for which every image is active. Its singular value is the rate at which a small net grows. The neurons
turn to that one direction. The net waits where one such neuron fits best, and at further saddles that are not known in closed form.

d: pixels of an image, which are averaged over squares: 4, 16 or 64.
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere

SIDE, LARGEST = 8, 16.0
"""Pixels on a side of a digit, and the largest value of one."""


class Net(torch.nn.Module):
    """V relu(W x)."""

    def __init__(self, W: torch.Tensor, V: torch.Tensor):
        super().__init__()
        self.W, self.V = torch.nn.Parameter(W), torch.nn.Parameter(V)

    def forward(self, x):
        """x: (images, d). Returns (images, classes)."""
        return torch.relu(x @ self.W.mT) @ self.V.mT


def build(generator, d=16, width=10, classes=4, start=1e-3) -> Net:
    """A net at the distance `start` of 0. width: neurons; classes: digits 0, 1, ... that are told apart."""
    values = on_sphere(generator, (width, d + classes), start)
    return Net(values[:, :d].clone(), values[:, d:].mT.clone())


def data(generator, d=16, classes=4, images=100):
    """The first so many images of these digits, the same in every run."""
    from sklearn.datasets import load_digits

    pixels, digit = (torch.as_tensor(part) for part in load_digits(return_X_y=True))
    chosen = torch.nonzero(digit < classes)[:images, 0]
    side = round(d**0.5)
    if side * side != d or SIDE % side:
        raise ValueError(f"d = {d}: allowed: 4, 16, 64")
    pooled = torch.nn.functional.avg_pool2d(pixels[chosen].view(-1, 1, SIDE, SIDE), SIDE // side)
    return pooled.view(-1, d) / LARGEST, torch.nn.functional.one_hot(digit[chosen].long(), classes).double()


def loss(outputs, targets):
    """Mean over images of |outputs - targets|^2 / 2."""
    return (outputs - targets).square().sum() / (2 * len(targets))


def levels(d=16, classes=4, images=100, **others) -> list[float]:
    """f at 0; the least f of one active neuron, at which the net waits next, by regression of rank one; and 0, which bounds f below."""
    inputs, targets = data(None, d, classes, images)
    fitted = torch.linalg.svdvals(torch.linalg.qr(inputs)[0].mT @ targets)[0] ** 2
    return [0.5, float(0.5 - fitted / (2 * len(targets))), 0.0]


def escaping(inputs: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, float]:
    """How a small net grows in gradient flow: the first singular vectors of C, of the layers V and W, and the rate, its singular value."""
    out, rates, into = torch.linalg.svd(targets.mT @ inputs / len(inputs))
    return out[:, 0].abs(), into[0].abs(), float(rates[0])


def passing_times(objective: Objective, lr: float, **others) -> list[float]:
    """Iterations after which GD from the objective's start has left 0, f half way to one neuron's, by linear theory. NaN for the next.

    Of every neuron the mean of its parts along the two singular vectors grows, where it is positive.
    """
    inputs, targets = objective.inputs[0], objective.targets
    out, into, rate = escaping(inputs, targets)
    parts = (objective.start["W"] @ into + objective.start["V"].mT @ out).clamp(min=0.0) / 2.0
    whole = rate / float((inputs @ into).square().mean())
    return [iterations(float(parts.norm()), whole, rate, lr), math.nan]
