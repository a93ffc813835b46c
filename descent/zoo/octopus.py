"""The octopus in torch: d strict saddles in a row on the way to a minimum (Du et al. 2017, section 4).

The function has as many saddles as dimensions, and the time of gradient descent is exponential in d. It is the same as
`descent.problems.octopus`; only its value is written here, and torch differentiates it. It has no data; its only parameter is the point
x (d,).
"""

import math

import torch

from descent.escape.buffer import Octopus, g1, g2, nu


class Module(torch.nn.Module):
    """f(x), x: (d,). f is NaN outside the octopus's tube, where it is not defined."""

    def __init__(self, x: torch.Tensor, tau: float, L: float, gamma: float):
        super().__init__()
        self.x = torch.nn.Parameter(x)
        self.numbers = Octopus(tau, L, gamma)

    def forward(self):
        """f, a tensor of one number."""
        p, x, y = self.numbers, self.x, self.x.abs()  # squares are of x: the second derivative of |x| at 0 is 0 in torch
        passed, current, following = _places(y, p.tau)
        x_i = (current * x).sum()
        y_i = x_i.abs()
        buffer = y_i > p.tau
        along = torch.where(buffer, g1(y_i, p)[0], -p.gamma * x_i * x_i)
        across = torch.where(buffer, g2(y_i, p)[0], p.L)
        curvature = torch.where(following, across, p.L)
        behind = (passed * (p.L * (y - 4 * p.tau) ** 2 - nu(p))).sum()
        ahead = (~passed & ~current) * curvature * x * x
        inside = torch.where(passed, y <= 6 * p.tau, current | (y <= p.tau)).all()
        return torch.where(inside, behind + along + ahead.sum(), math.nan)


def _places(y, tau: float):
    """Which coordinates have passed their saddle, which one is at its saddle, and which is next. y: |x|, (d,). Returns three (d,) bool."""
    near = (y <= 2 * tau).cumsum(0)
    current = (near == 1) & (y <= 2 * tau)
    return near == 0, current, torch.nn.functional.pad(current[:-1], (1, 0))


def build(generator: torch.Generator, d: int = 5, tau: float = 2.718281828459045, L: float = 1.0, gamma: float = 1.0) -> Module:
    """The octopus, with a start drawn uniformly from [-1, 1]^d.

    d: dimension, also the number of saddles. tau: a length; a coordinate's minimum is at 4 tau. L >= gamma > 0: half the curvature across
    the path, and half the absolute curvature along it, at a saddle. Raises ValueError for other L and gamma.
    """
    if not L >= gamma > 0:
        raise ValueError(f"gamma = {gamma}: must be positive and at most L = {L}")
    return Module(2 * torch.rand(d, generator=generator, dtype=torch.float64) - 1, tau, L, gamma)


def saddles_passed(x: torch.Tensor, tau: float = 2.718281828459045) -> torch.Tensor:
    """Number of saddles that runs have passed: the leading coordinates beyond 2 tau. x: (..., d). Returns (...)."""
    return (x.abs() > 2 * tau).to(torch.long).cumprod(-1).sum(-1)


def saddle(k: int, d: int, tau: float = 2.718281828459045) -> torch.Tensor:
    """The saddle with k coordinates at 4 tau, for k < d; the minimum for k = d. Returns (d,)."""
    return 4 * tau * (torch.arange(d) < k).to(torch.float64)


def saddle_value(k: int, tau: float = 2.718281828459045, L: float = 1.0, gamma: float = 1.0) -> float:
    """f at the k-th saddle: every saddle is nu below the one before."""
    return -k * nu(Octopus(tau, L, gamma))


def saddle_eigenvalues(k: int, d: int, L: float = 1.0, gamma: float = 1.0) -> list[float]:
    """The Hessian's eigenvalues at the k-th saddle, in ascending order: -2 gamma along the path, 2 L in all other directions."""
    return [-2 * gamma, *[2 * L] * (d - 1)] if k < d else [2 * L] * d


def growth(L: float = 1.0, gamma: float = 1.0) -> float:
    """The factor by which gradient descent's time grows from saddle to saddle: (L + gamma)/gamma (theorem 4.1)."""
    return (L + gamma) / gamma


def levels(d: int = 5, tau: float = 2.718281828459045, L: float = 1.0, gamma: float = 1.0, **others) -> list[float]:
    """f at all saddles in the order of visits, and at the minimum."""
    return [saddle_value(k, tau, L, gamma) for k in range(d + 1)]
