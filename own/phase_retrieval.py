"""Phase retrieval: find a vector from the squares of its products with known vectors.

Theory: with enough measurements every local minimum is the vector or its opposite, and the other stationary points are strict saddles
(Sun, Qu, Wright 2018).
"""

import torch
from torch import nn


class Squares(nn.Module):
    """x -> (a_i . x)^2."""

    def __init__(self, start):
        super().__init__()
        self.x = nn.Parameter(start)

    def forward(self, a):
        """a: (measurements, d). Returns (measurements,)."""
        return (a @ self.x) ** 2


def build(generator, d=20, start=0.01):
    """The guess. d: its dimension; start: its length at the start, near the saddle at 0."""
    direction = torch.randn(d, generator=generator, dtype=torch.float64)
    return Squares(start * direction / direction.norm())


def data(generator, d=20, measurements=160):
    """Gaussian vectors (measurements, d) and squares (measurements,) for a vector of length 1. Each run has its own."""
    a = torch.randn(measurements, d, generator=generator, dtype=torch.float64)
    hidden = torch.randn(d, generator=generator, dtype=torch.float64)
    return a, (a @ hidden / hidden.norm()) ** 2


def loss(outputs, targets):
    """A quarter of the mean squared error."""
    return ((outputs - targets) ** 2).mean() / 4
