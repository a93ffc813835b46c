"""One step of an optimiser for many runs: of the stacked parameters at once where it is elementwise, else a run at a time."""

import torch

from descent.instruments.gradients import Gradients
from descent.instruments.optimisers import Optimiser


def stepper(optimiser: Optimiser, theta: torch.Tensor, gradients: Gradients):
    """A function step(theta, gradient, active) that moves theta in place. theta, gradient: (runs, size); active: (runs,)."""
    if optimiser.elementwise and not optimiser.closure:
        return _together(optimiser, theta)
    return _apart(optimiser, theta, gradients)


def _together(optimiser: Optimiser, theta: torch.Tensor):
    moved = theta.detach().requires_grad_()
    made = optimiser.make([moved])

    def step(theta, gradient, active):
        moved.grad = gradient
        made.step()

    return step


def _apart(optimiser: Optimiser, theta: torch.Tensor, gradients: Gradients):
    tensors = [[part.clone().requires_grad_() for part in gradients.parts(row)] for row in theta.detach()]
    made = [optimiser.make(parts) for parts in tensors]

    def step(theta, gradient, active):
        for run in active.nonzero()[:, 0].tolist():
            _load(tensors[run], gradients.parts(theta[run]))
            _gradient(tensors[run], gradients.parts(gradient[run]))
            made[run].step(*([lambda run=run: _closure(gradients, tensors[run], run)] if optimiser.closure else []))
            theta[run] = torch.cat([part.detach().reshape(-1) for part in tensors[run]])

    return step


def _load(tensors, parts):
    with torch.no_grad():
        for tensor, part in zip(tensors, parts, strict=True):
            tensor.copy_(part)


def _gradient(tensors, parts):
    for tensor, part in zip(tensors, parts, strict=True):
        tensor.grad = part.clone()


def _closure(gradients, tensors, run):
    flat = torch.cat([part.detach().reshape(-1) for part in tensors])
    loss, gradient = gradients.one(run, flat)
    _gradient(tensors, gradients.parts(gradient))
    return loss
