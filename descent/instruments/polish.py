"""Polishing of objectives to stationary points: by L-BFGS side by side, then by Newton steps one by one."""

from collections.abc import Sequence

import numpy as np
import torch
from scipy.sparse.linalg import minres

from descent.devices import find
from descent.instruments import curvature
from descent.instruments.added_neuron import placed
from descent.instruments.batches import Data
from descent.instruments.gradients import Gradients, gpus
from descent.instruments.lbfgs import Minimised, minimise
from descent.instruments.objective import Objective, Parameters

NEWTON = 20
"""Most Newton steps after L-BFGS."""
FEW = 8
"""Blocks of runs have this size or the largest."""


def moved_to(objective: Objective, theta: Parameters) -> Objective:
    """The same objective with the start theta."""
    return Objective(placed(objective.module, theta), objective.data, objective.loss, objective.precision)


def is_finite(objective: Objective, theta: Parameters) -> bool:
    """Whether the loss at theta is finite, which it may not be after a training that diverged."""
    with torch.no_grad():
        return bool(torch.isfinite(objective.value(theta)).all())


def descend(
    objectives: Sequence[Objective],
    tolerance: float,
    steps: int,
    times=(),
    device: str = "cpu",
    starts: Sequence[torch.Tensor] | None = None,
) -> tuple[Minimised, Gradients]:
    """Minimise objectives of one architecture by L-BFGS, side by side, from their own starts or from `starts`, (size,) each.

    times: iterations at which parameters are kept. Returns the result, and the gradients, whose methods unfold its rows.
    """
    device = find(device)
    data = Data([(*objective.inputs, objective.targets) for objective in objectives], device)
    generators = [torch.Generator().manual_seed(0) for _ in objectives]
    with torch.random.fork_rng(devices=gpus(device)):
        gradients = Gradients(objectives, data, generators, device)
        if gradients.batched:  # every size is traced, which takes as long as a hundred steps
            gradients.sizes = sorted({max(gradients.sizes[0], min(FEW, gradients.sizes[-1])), gradients.sizes[-1]})
        start = gradients.start.clone()
        if starts is not None:
            start[:, : objectives[0].size] = torch.stack(list(starts)).to(start)
        return minimise(gradients, start, tolerance, steps, times), gradients


def rows(gradients: Gradients, theta: torch.Tensor) -> list[Parameters]:
    """The parameters of every run by name. theta: (runs, width)."""
    stacked = {name: values.cpu() for name, values in gradients.stacked(theta).items()}
    return [{name: values[run].clone() for name, values in stacked.items()} for run in range(len(theta))]


def newton(objective, point, tolerance):
    """Take Newton steps until the gradient's norm is at most the tolerance, as long as each step halves it.

    Returns the point, and whether it has moved.
    """
    moved = False
    for _ in range(NEWTON):
        norm = np.linalg.norm(point.gradient)
        if norm <= tolerance:
            break
        step, _ = minres(point.hessian(), -point.gradient, rtol=1e-6, maxiter=curvature.NEWTON)
        there = curvature.Point(objective, objective.unflat(point.theta.detach() + torch.from_numpy(step)))
        if not np.linalg.norm(there.gradient) < 0.5 * norm:
            break
        point, moved = there, True
    return point, moved
