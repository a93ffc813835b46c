"""Noise for many runs in torch, each from its own generator. It is the noise that `descent.noise` adds in compiled kernels."""

from collections.abc import Sequence

import torch

AHEAD = 1 << 16
"""About this many numbers per run are drawn at once."""


def on_sphere(generator: torch.Generator, count: int, size: int) -> torch.Tensor:
    """Points drawn uniformly from the unit sphere. Returns (count, size), float64."""
    xi = torch.randn(count, size, generator=generator, dtype=torch.float64)
    return xi / torch.linalg.vector_norm(xi, dim=1, keepdim=True)


def in_ball(generator: torch.Generator, size: int) -> torch.Tensor:
    """A point drawn uniformly from the unit ball. Returns (size,), float64."""
    direction = on_sphere(generator, 1, size)[0]
    return direction * torch.rand((), generator=generator, dtype=torch.float64) ** (1.0 / size)


class Perturbation:
    """Noise in a ball where the gradient is small (Jin et al. 2017; Du et al. 2017, algorithm 1), as `descent.methods.pgd`."""

    def __init__(self, generators: Sequence[torch.Generator], size: int, r: float, g_thres: float, t_thres: int):
        self.generators, self.size, self.r, self.g_thres, self.t_thres = generators, size, r, g_thres, t_thres
        self.last = torch.full((len(generators),), -float("inf"))

    def due(self, t: int, norm: torch.Tensor, active: torch.Tensor) -> list[int]:
        """The runs that are moved at iteration t, as indices. norm: of the gradient, (runs,). active: (runs,) bool."""
        due = (active & (norm <= self.g_thres)).cpu() & (t - self.last > self.t_thres)
        self.last[due] = t
        return due.nonzero()[:, 0].tolist()

    def move(self, run: int, theta: torch.Tensor):
        """Move a run's parameters (width,) in place. Those beyond `size` are padding and stay."""
        theta[: self.size] += self.r * in_ball(self.generators[run], self.size).to(theta)


class Sphere:
    """Noise of one length in every gradient (Ge et al. 2015, algorithm 1), as `descent.methods.noisy_gd`."""

    def __init__(self, generators: Sequence[torch.Generator], size: int, sigma: float):
        self.generators, self.size, self.sigma, self.drawn = generators, size, sigma, []

    def add(self, gradient: torch.Tensor) -> torch.Tensor:
        """The gradients (runs, width) with noise. Numbers beyond `size` are padding and stay."""
        if not self.drawn:
            count = max(1, AHEAD // self.size)
            self.drawn = list(torch.stack([on_sphere(generator, count, self.size) for generator in self.generators], dim=1))
        noisy = gradient.clone()
        noisy[:, : self.size] += self.sigma * self.drawn.pop().to(gradient)
        return noisy
