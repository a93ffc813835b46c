"""A two-layer ReLU net without biases on handwritten digits: f = mean of |V relu(W x) - y|^2 / 2, where y is the digit's one-hot vector.

0 is a saddle at which f is not smooth. Near 0 f falls by the sum over neurons of v.C(w), where C(w) = mean of y relu(w.x). Pixels and
targets are not negative. Therefore f falls fastest along the first pair of singular vectors of the matrix C = mean of y x^T: their entries
are not negative either (Perron), so every image is active. The first singular value is the rate at which a small net grows. All neurons
turn to this one direction. The net waits where one such neuron fits best, and at further saddles that are not known in closed form.

d: number of pixels of an image, averages over squares of the original pixels: 4, 16 or 64.
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere

SIDE, LARGEST = 8, 16.0
"""Pixels per side of an original image, and the largest value of a pixel."""


class Net(torch.nn.Module):
    """V relu(W x)."""

    def __init__(self, W: torch.Tensor, V: torch.Tensor):
        super().__init__()
        self.W, self.V = torch.nn.Parameter(W), torch.nn.Parameter(V)

    def forward(self, x):
        """x: (images, d). Returns (images, classes)."""
        return torch.relu(x @ self.W.mT) @ self.V.mT


def build(generator, d=16, width=10, classes=4, start=1e-3) -> Net:
    """A net at the distance `start` from 0. width: number of neurons. classes: number of digits 0, 1, ... that the net classifies."""
    values = on_sphere(generator, (width, d + classes), start)
    return Net(values[:, :d].clone(), values[:, d:].mT.clone())


def data(generator, d=16, classes=4, images=100):
    """The first `images` images of these digits, the same in every run. Raises ValueError for a d other than 4, 16, 64."""
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
    """f at 0; the least f of one active neuron, where the net waits next, by rank-one regression; and 0, a lower bound of f."""
    inputs, targets = data(None, d, classes, images)
    fitted = torch.linalg.svdvals(torch.linalg.qr(inputs)[0].mT @ targets)[0] ** 2
    return [0.5, float(0.5 - fitted / (2 * len(targets))), 0.0]


def escaping(inputs: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, float]:
    """How a small net grows in gradient flow: C's first singular vectors, for V and for W, and the first singular value, the rate."""
    out, rates, into = torch.linalg.svd(targets.mT @ inputs / len(inputs))
    return out[:, 0].abs(), into[0].abs(), float(rates[0])


def passing_times(objective: Objective, lr: float, **others) -> list[float]:
    """Iterations after which f of GD from the objective's start is half way from 0 to one neuron's, by linear theory; NaN for the next.

    A neuron's growing part is the mean of its components along the two singular vectors, where that is positive.
    """
    inputs, targets = objective.inputs[0], objective.targets
    out, into, rate = escaping(inputs, targets)
    parts = (objective.start["W"] @ into + objective.start["V"].mT @ out).clamp(min=0.0) / 2.0
    whole = rate / float((inputs @ into).square().mean())
    return [iterations(float(parts.norm()), whole, rate, lr), math.nan]
