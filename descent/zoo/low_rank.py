"""Low-rank factorisation: f(U) = ||U U^T - M||^2 / 4 for a symmetric M with `rank` positive eigenvalues.

At a critical point U U^T has a subset of M's eigenvalues and eigenvectors (Ge, Jin and Zheng 2017). All of them give the minimum, f = 0.
Every proper subset gives a strict saddle: 2^rank - 1 saddles, up to rotations of U's columns. A run from near U = 0 passes the saddles of
the k largest eigenvalues, k = 0, 1, ... At every saddle all directions not yet learnt grow, each at its own rate, so no saddle undoes the
progress made at another.
"""

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere


class Factor(torch.nn.Module):
    """U U^T for a matrix U (d, rank)."""

    def __init__(self, start: torch.Tensor):
        super().__init__()
        self.U = torch.nn.Parameter(start)

    def forward(self):
        """U U^T, (d, d)."""
        return self.U @ self.U.mT


def build(generator, d=20, rank=4, start=1e-3) -> Factor:
    """A factor at the distance `start` from U = 0. d: rows of M. rank: number of saddles passed. start: Frobenius norm of U."""
    return Factor(on_sphere(generator, (d, rank), start))


def data(generator, d=20, rank=4, condition=4.0):
    """M (d, d) as targets, with `rank` eigenvalues from 1 to 1/condition and random eigenvectors. There are no inputs."""
    vectors, _ = torch.linalg.qr(torch.randn(d, rank, generator=generator, dtype=torch.float64))
    return (), vectors @ torch.diag(torch.tensor(spectrum(rank, condition), dtype=torch.float64)) @ vectors.mT


def loss(outputs, targets):
    """||outputs - targets||^2 / 4."""
    return (outputs - targets).square().sum() / 4.0


def spectrum(rank: int, condition: float) -> list[float]:
    """M's positive eigenvalues, from 1 down to 1/condition. Their inverses, hence the times to pass a saddle, rise evenly."""
    return [1.0 / (1.0 + (condition - 1.0) * k / max(rank - 1, 1)) for k in range(rank)]


def levels(rank=4, condition=4.0, **others) -> list[float]:
    """f at the saddles in the order of visits, and at the minimum: the sum of squares of the eigenvalues not yet learnt, divided by 4."""
    return [sum(value**2 for value in spectrum(rank, condition)[k:]) / 4.0 for k in range(rank + 1)]


def curvatures(rank=4, condition=4.0, **others) -> list[float]:
    """The lowest eigenvalue of the Hessian at each saddle: minus the largest eigenvalue of M not yet learnt."""
    return [-value for value in spectrum(rank, condition)]


def passing_times(objective: Objective, lr: float, **others) -> list[float]:
    """Iterations after which GD from the objective's start has passed each saddle, by linear theory about U = 0 alone.

    The component of U along the k-th eigenvector v is the row v.U. Its part along the rows learnt before it falls. The rest grows by
    1 + lr lambda per iteration from the first iteration on.
    """
    values, vectors = torch.linalg.eigh(objective.targets)
    rank = objective.start["U"].shape[1]
    values, vectors = values[-rank:].flip(0), vectors[:, -rank:].flip(1)
    parts = torch.linalg.qr((vectors.mT @ objective.start["U"]).mT).R.diagonal().abs()
    return [iterations(part, value, value, lr) for part, value in zip(parts.tolist(), values.tolist(), strict=True)]
