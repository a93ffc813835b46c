"""Is training waiting at a saddle, and would noise help? Plateaus of a training, with the curvature at each and the time spent there."""

from typing import NamedTuple

import numpy as np
import torch

from descent.instruments.curvature import Lowest, lowest
from descent.instruments.linear_theory import growth, iterations
from descent.instruments.objective import Objective
from descent.instruments.plateaus import Plateau, Watch

STRICT = 1e-6
"""An eigenvalue below minus this share of the largest in absolute value counts as negative."""


class Stay(NamedTuple):
    """A plateau with what the Hessian says at its lowest gradient norm."""

    plateau: Plateau
    lowest: Lowest
    strict: bool
    """Whether the lowest eigenvalue is negative: a strict saddle, which linear theory leaves exponentially fast."""
    component: float
    """Distance from the saddle along the escaping eigenvectors, |v.g| / |lambda|, lengths added in squares."""
    predicted: float
    """Iterations from the lowest gradient norm to the end of the plateau by linear theory; NaN where it does not apply."""


class Saddles(NamedTuple):
    """The plateaus of a training; of its twin with noise too, where there is one."""

    stays: list[Stay]
    end: Stay
    """Where the training ended: the lowest gradient norm since the last plateau."""


def examined(objective: Objective, plateau: Plateau, rule: dict | None, count: int = 4) -> Stay:
    """Look at the curvature of a plateau. rule: lr, momentum, ... of SGD for linear theory; None for methods that it does not cover."""
    parameters = objective.unflat(plateau.theta)
    found = lowest(objective, parameters, count)
    values = {name: value.detach().clone().requires_grad_() for name, value in parameters.items()}
    slope = objective.flat(dict(zip(values, torch.autograd.grad(objective.value(values), list(values.values())), strict=True))).numpy()
    scale = max(abs(found.values[0]), abs(found.largest))
    escaping = found.values < -STRICT * scale
    parts, curvature = np.abs(found.vectors[escaping] @ slope), found.values[escaping]
    predicted = np.nan if rule is None or not escaping.any() else iterations(parts, growth(curvature, **rule), plateau.level)
    component = float(np.linalg.norm(parts / curvature)) if escaping.any() else np.nan
    return Stay(plateau, found, bool(escaping.any()), component, predicted)


def saddles(module, data=((), None), loss=None, optimiser=None, steps: int = 1000, count: int = 4) -> Saddles:
    """Train a module and look at its plateaus. optimiser: {"SGD": {"lr": 0.1}}, a class of torch.optim with its arguments."""
    objective = Objective(module, data, loss)
    ((name, arguments),) = optimiser.items()
    theta = {key: value.clone().requires_grad_() for key, value in objective.start.items()}
    stepper = getattr(torch.optim, name)(theta.values(), **arguments)
    watch, going = Watch(), torch.ones(1, dtype=torch.bool)
    for step in range(steps + 1):
        stepper.zero_grad()
        value = objective.value(theta).reshape(())
        value.backward()
        watch(
            step,
            {key: part[None] for key, part in theta.items()},
            value[None],
            {key: part.grad[None] for key, part in theta.items()},
            going,
        )
        stepper.step()
    rule = dict(arguments) if name == "SGD" else None
    stays = [examined(objective, plateau, rule, count) for plateau in watch.plateaus(0)]
    return Saddles(stays, stays[-1])
