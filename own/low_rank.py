"""Low-rank factorisation, f(U) = |U U^T - M|^2 / 4: a function of parameters alone, with neither data nor a loss.

Theory: where U U^T is a part of M's spectrum, but not the whole of it, f has a strict saddle. From a small start gradient descent meets
some of these in order, and waits at U = 0 for about log(1 / start) / (eta lambda_1) steps.
"""

import torch
from torch import nn


class Factorisation(nn.Module):
    """f as a function of U (d, rank). M is diagonal, with eigenvalues 1, 1/2, 1/4, ... and 0 past the rank."""

    def __init__(self, start):
        super().__init__()
        d, rank = start.shape
        spectrum = torch.zeros(d, dtype=start.dtype)
        spectrum[:rank] = 0.5 ** torch.arange(rank)
        self.U = nn.Parameter(start)
        self.register_buffer("M", torch.diag(spectrum))

    def forward(self):
        """The value f."""
        return ((self.U @ self.U.T - self.M) ** 2).sum() / 4


def build(generator, d=10, rank=3, start=1e-3):
    """A small random U. d: rows; rank: columns, and M's rank; start: standard deviation of an entry."""
    return Factorisation(start * torch.randn(d, rank, generator=generator, dtype=torch.float64))
