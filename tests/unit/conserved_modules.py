"""Modules whose conservation laws are known."""

from functools import wraps
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn


def mean_square(outputs, targets):
    return ((outputs - targets) ** 2).mean()


def normal(inputs, outputs, examples=64):
    """Normal inputs (examples, *inputs) and targets (examples, *outputs)."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(examples, *inputs, generator=generator), torch.randn(examples, *outputs, generator=generator)


def seeded(build):
    """The function `build` with a fixed seed: its modules always start with the same values."""

    @wraps(build)
    def same(*given, **named):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            return build(*given, **named)

    return same


@seeded
def linear(*widths, biases=False):
    return nn.Sequential(*[nn.Linear(into, out, biases) for into, out in pairwise(widths)])


@seeded
def relu(*widths, biases=False, phi=nn.ReLU):
    layers = [layer for into, out in pairwise(widths) for layer in (nn.Linear(into, out, biases), phi())]
    return nn.Sequential(*layers[:-1])


@seeded
def cnn():
    return nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 2), nn.LeakyReLU(), nn.Flatten(), nn.Linear(16, 3))


@seeded
def normalised(norm):
    return nn.Sequential(nn.Linear(5, 6), norm, nn.ReLU(), nn.Linear(6, 3))


class Swiglu(nn.Module):
    def __init__(self, d, hidden, out):
        super().__init__()
        self.gate, self.value, self.out = nn.Linear(d, hidden, False), nn.Linear(d, hidden, False), nn.Linear(hidden, out, False)

    def forward(self, x):
        return self.out(F.silu(self.gate(x)) * self.value(x))


class Attention(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(d, d, False) for _ in range(4))

    def forward(self, x):
        q, k, v = (part(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for part in (self.q, self.k, self.v))
        return self.o(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class Residual(nn.Module):
    def __init__(self, d, hidden):
        super().__init__()
        self.i, self.a, self.b, self.o = (
            nn.Linear(3, d, False),
            nn.Linear(d, hidden, False),
            nn.Linear(hidden, d, False),
            nn.Linear(d, 2, False),
        )

    def forward(self, x):
        x = self.i(x)
        return self.o(x + self.b(torch.relu(self.a(x))))
