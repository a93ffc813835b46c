"""Starts at a given distance from a saddle, for every problem of the zoo."""

import torch


def on_sphere(generator: torch.Generator, shape: tuple[int, ...], radius: float) -> torch.Tensor:
    """A point drawn uniformly from the sphere of the given radius around 0. Returns a float64 tensor of the given shape."""
    point = torch.randn(shape, generator=generator, dtype=torch.float64)
    return point * (radius / point.norm())
