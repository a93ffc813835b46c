"""Orthogonal tensor decomposition: all d components a_k of T = sum of a_k^(x4) at once (Ge, Huang, Jin and Yuan 2015, section 4).

f(U) = sum over i != j of T(u_i, u_i, u_j, u_j) = sum over i != j, k of (u_i.a_k)^2 (u_j.a_k)^2, each u_i of length 1, here by division by
its length. Its minima, f = 0, are the 2^d d! ways to have every component once, up to its sign; f has the strict saddle property. At the
symmetric saddle all u_i are the sum of the a_k over sqrt(d): f = d - 1, curvature -8/d in (d - 1)^2 directions, 8 (d - 1)/d in d - 1.
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.starts import on_sphere


class Components(torch.nn.Module):
    """d vectors, the rows of U (d, d), divided by their lengths."""

    def __init__(self, start: torch.Tensor):
        super().__init__()
        self.U = torch.nn.Parameter(start)

    def forward(self):
        """The vectors, (d, d)."""
        return self.U / self.U.norm(dim=1, keepdim=True)


def build(generator, d=5, start=1e-3) -> Components:
    """Vectors at the distance `start` of the symmetric saddle. d: number of components, and their dimension."""
    symmetric = components(d).sum(dim=0).expand(d, d) / math.sqrt(d)
    return Components(symmetric + on_sphere(generator, (d, d), start))


def data(generator, d=5):
    """The components a_k, rows of an orthogonal matrix, as targets."""
    return (), components(d)


def loss(outputs, targets):
    """f of vectors (d, d) for components (d, d)."""
    parts = (outputs @ targets.mT).square()
    return parts.sum(dim=0).square().sum() - parts.square().sum()


def components(d: int) -> torch.Tensor:
    """An orthogonal matrix (d, d), drawn once for each d."""
    return torch.linalg.qr(torch.randn(d, d, generator=torch.Generator().manual_seed(d), dtype=torch.float64))[0]


def levels(d=5, **others) -> list[float]:
    """f at the symmetric saddle and at the minima."""
    return [d - 1.0, 0.0]


def curvatures(d=5, **others) -> list[float]:
    """The lowest eigenvalue of the Hessian at the symmetric saddle."""
    return [-8.0 / d]


def passing_times(objective: Objective, lr: float, d=5, **others) -> list[float]:
    """Iterations after which GD from the objective's start has f fallen half way from the symmetric saddle, by linear theory.

    What the vectors have apart from their mean, (d - 1)^2 numbers, grows by 1 + 8 lr/d an iteration; f falls by 4/d of its square.
    """
    apart = objective.start["U"] @ components(d).mT
    apart = apart - apart.mean(dim=0)
    apart = apart - apart.mean(dim=1, keepdim=True)
    half = math.sqrt(d * (d - 1) / 8.0)
    return [math.log(half / float(apart.norm())) / math.log1p(8.0 * lr / d)]
