"""Orthogonal tensor decomposition: all d components a_k of T = sum of a_k^(x4) at once (Ge, Huang, Jin and Yuan 2015, section 4).

f(U) = sum over i != j of T(u_i, u_i, u_j, u_j) = sum over i != j, k of (u_i.a_k)^2 (u_j.a_k)^2. Each u_i is divided by its length. At a
minimum, f = 0, every component occurs once, up to its sign; there are 2^d d! minima. f has the strict saddle property. At the symmetric
saddle every u_i is the sum of the a_k divided by sqrt(d), and f = d - 1. The curvature there is -8/d in (d - 1)^2 directions and
8 (d - 1)/d in d - 1 directions.
"""

import math

import torch

from descent.instruments.objective import Objective
from descent.zoo.starts import on_sphere


class Components(torch.nn.Module):
    """d vectors: the rows of U (d, d), each divided by its length."""

    def __init__(self, start: torch.Tensor):
        super().__init__()
        self.U = torch.nn.Parameter(start)

    def forward(self):
        """The vectors, (d, d)."""
        return self.U / self.U.norm(dim=1, keepdim=True)


def build(generator, d=5, start=1e-3) -> Components:
    """Vectors at the distance `start` from the symmetric saddle. d: number of components, and their dimension."""
    symmetric = components(d).sum(dim=0).expand(d, d) / math.sqrt(d)
    return Components(symmetric + on_sphere(generator, (d, d), start))


def data(generator, d=5):
    """The components a_k, rows of an orthogonal matrix (d, d), as targets. There are no inputs."""
    return (), components(d)


def loss(outputs, targets):
    """f of vectors (d, d) for components (d, d)."""
    parts = (outputs @ targets.mT).square()
    return parts.sum(dim=0).square().sum() - parts.square().sum()


def components(d: int) -> torch.Tensor:
    """A random orthogonal matrix (d, d), which depends on d alone."""
    return torch.linalg.qr(torch.randn(d, d, generator=torch.Generator().manual_seed(d), dtype=torch.float64))[0]


def levels(d=5, **others) -> list[float]:
    """f at the symmetric saddle and at the minima."""
    return [d - 1.0, 0.0]


def curvatures(d=5, **others) -> list[float]:
    """The lowest eigenvalue of the Hessian at the symmetric saddle."""
    return [-8.0 / d]


def passing_times(objective: Objective, lr: float, d=5, **others) -> list[float]:
    """Iterations after which f of GD from the objective's start has halved from the symmetric saddle's, by linear theory.

    The escaping part is the vectors' deviation from their mean, (d - 1)^2 numbers. It grows by 1 + 8 lr/d per iteration, and f falls by 4/d
    times its square.
    """
    apart = objective.start["U"] @ components(d).mT
    apart = apart - apart.mean(dim=0)
    apart = apart - apart.mean(dim=1, keepdim=True)
    half = math.sqrt(d * (d - 1) / 8.0)
    return [math.log(half / float(apart.norm())) / math.log1p(8.0 * lr / d)]
