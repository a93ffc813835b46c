"""Low-rank factorisation, f(U) = ||U U^T - M||^2 / 4, of a symmetric M with `rank` positive eigenvalues.

Its critical points are U U^T = any part of M's spectrum (Ge, Jin and Zheng 2017): the whole is the minimum, f = 0; each proper part is a
strict saddle, 2^rank - 1 in all up to rotations of U's columns. A start near U = 0 passes those of the k largest eigenvalues, k = 0, 1, ...
All directions that are still to come grow at every saddle, each at its own rate: no saddle undoes what was gained at another.
"""

import torch

from descent.instruments.objective import Objective
from descent.zoo.rising import iterations
from descent.zoo.starts import on_sphere


class Factor(torch.nn.Module):
    """U U^T of one matrix U (d, rank)."""

    def __init__(self, start: torch.Tensor):
        super().__init__()
        self.U = torch.nn.Parameter(start)

    def forward(self):
        """U U^T, (d, d)."""
        return self.U @ self.U.mT


def build(generator, d=20, rank=4, start=1e-3) -> Factor:
    """A factor at the distance `start` of U = 0. d: rows and columns of M; rank: number of saddles passed; start: Frobenius norm."""
    return Factor(on_sphere(generator, (d, rank), start))


def data(generator, d=20, rank=4, condition=4.0):
    """M with eigenvalues from 1 to 1/condition and eigenvectors at random, as targets."""
    vectors, _ = torch.linalg.qr(torch.randn(d, rank, generator=generator, dtype=torch.float64))
    return (), vectors @ torch.diag(torch.tensor(spectrum(rank, condition), dtype=torch.float64)) @ vectors.mT


def loss(outputs, targets):
    """||outputs - targets||^2 / 4."""
    return (outputs - targets).square().sum() / 4.0


def spectrum(rank: int, condition: float) -> list[float]:
    """M's eigenvalues, from 1 down to 1/condition, so that 1/eigenvalue, which the time to pass a saddle goes with, rises evenly."""
    return [1.0 / (1.0 + (condition - 1.0) * k / max(rank - 1, 1)) for k in range(rank)]


def levels(rank=4, condition=4.0, **others) -> list[float]:
    """f at the saddles in the order of their visits, and at the minimum: the squares of the eigenvalues still to come, over 4."""
    return [sum(value**2 for value in spectrum(rank, condition)[k:]) / 4.0 for k in range(rank + 1)]


def curvatures(rank=4, condition=4.0, **others) -> list[float]:
    """The lowest eigenvalue of the Hessian at each saddle: minus the largest eigenvalue of M that is still to come."""
    return [-value for value in spectrum(rank, condition)]


def passing_times(objective: Objective, lr: float, **others) -> list[float]:
    """Iterations after which GD from the objective's start has passed each saddle, by linear theory about U = 0 alone.

    What U has along the k-th eigenvector v, the row v.U, grows by 1 + lr lambda an iteration from the first on, less its part along the
    rows that are learnt before it, which falls.
    """
    values, vectors = torch.linalg.eigh(objective.targets)
    rank = objective.start["U"].shape[1]
    values, vectors = values[-rank:].flip(0), vectors[:, -rank:].flip(1)
    parts = torch.linalg.qr((vectors.mT @ objective.start["U"]).mT).R.diagonal().abs()
    return [iterations(part, value, value, lr) for part, value in zip(parts.tolist(), values.tolist(), strict=True)]
