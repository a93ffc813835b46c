"""Whether a module is homogeneous in its parameters, f(s theta) = s^L f(theta), and its degree L."""

import math

import torch

from descent.instruments.objective import Objective, Parameters

SCALES = (0.5, 1.3, 3.0)
"""The values of s that are tried."""
TOLERANCE = 1e-9
"""Largest relative difference of f(s theta) from s^L f(theta). Rounding leaves about 1e-15."""
DRAWS = 3
"""Number of random parameters that are tried in addition to the given ones."""


def degree(objective: Objective, theta: Parameters | None = None, seed: int = 0) -> float:
    """The degree L of homogeneity, measured at parameters theta (by default the objective's start) and at random ones of the same size.

    Inputs are the objective's and random ones like them. Returns NaN in three cases: outputs are not homogeneous; they do not depend on the
    parameters' scale (L = 0); a point's outputs depend on the other points, as with batch normalisation in training mode.
    """
    generator = torch.Generator().manual_seed(seed)
    theta = objective.start if theta is None else theta
    places = [theta] + [{name: _like(values, generator) for name, values in theta.items()} for _ in range(DRAWS)]
    inputs = [objective.inputs, tuple(_like(part, generator) for part in objective.inputs)]
    found = None
    with torch.no_grad():
        for at in places:
            for given in inputs:
                before = objective.outputs(at, given)
                if not isinstance(before, torch.Tensor) or not torch.isfinite(before).all():
                    return math.nan
                if not before.any():
                    continue
                if found is None:
                    ratio = objective.outputs({name: 2 * values for name, values in at.items()}, given).norm() / before.norm()
                    found = math.log2(ratio) if ratio > 0 else 0.0
                    found = float(round(found)) if abs(found - round(found)) < TOLERANCE else found
                for s in SCALES:
                    after = objective.outputs({name: s * values for name, values in at.items()}, given)
                    if not (after / s**found - before).norm() <= TOLERANCE * before.norm():
                        return math.nan
    return math.nan if found is None or found <= TOLERANCE or not _one_by_one(objective, theta) else found


def _one_by_one(objective: Objective, theta: Parameters) -> bool:
    """Whether a point's outputs do not depend on the other points."""
    with torch.no_grad():
        together = objective.outputs(theta)
        if any(part.dim() == 0 or len(part) != len(together) for part in objective.inputs) or not objective.inputs:
            return False
        apart = torch.cat([objective.outputs(theta, tuple(part[n : n + 1] for part in objective.inputs)) for n in range(len(together))])
    return bool((apart - together).norm() <= TOLERANCE * together.norm())


def _like(values, generator: torch.Generator):
    """Normal numbers of the same shape and root mean square. Anything but a floating-point tensor is returned as it is."""
    if not isinstance(values, torch.Tensor) or not values.is_floating_point():
        return values
    drawn = torch.randn(values.shape, generator=generator, dtype=values.dtype)
    size = values.double().square().mean().sqrt()
    return drawn.to(values.device) * (size if size > 0 else 1.0)
