"""One step of an optimiser in many runs: for all runs at once where the optimiser is elementwise, else run by run."""

from collections.abc import Callable

import torch

from descent.instruments.gradients import Gradients
from descent.instruments.mistakes import named
from descent.instruments.optimisers import Optimiser

Step = Callable[[torch.Tensor, torch.Tensor], None]
"""Called as step(gradient, active): moves the parameters for which it was made in place. gradient: (runs, width). active: (runs,)."""


def stepper(optimiser: Optimiser, theta: torch.Tensor, gradients: Gradients) -> Step:
    """A function that steps theta (runs, width). Raises ValueError where the optimiser fails for such parameters."""
    made = _together if optimiser.elementwise and not optimiser.closure else _apart
    with named(f"optimiser {optimiser.label}"):
        return made(optimiser, theta, gradients)


def _together(optimiser: Optimiser, theta: torch.Tensor, gradients: Gradients) -> Step:
    """One optimiser for the parameters of all runs."""
    moved = theta.detach().requires_grad_()
    made = optimiser.make([moved])

    def step(gradient, active):
        moved.grad = gradient
        made.step()

    return step


def _apart(optimiser: Optimiser, theta: torch.Tensor, gradients: Gradients) -> Step:
    """One optimiser per run, for tensors in the module's shapes."""
    tensors = [[part.clone().requires_grad_() for part in gradients.parts(values)] for values in theta]
    made = [optimiser.make(parts) for parts in tensors]

    def closure(run: int):
        """The loss at the run's tensors. Sets their gradients."""
        flat = torch.cat([*(part.detach().reshape(-1) for part in tensors[run]), theta.new_zeros(gradients.pad)])
        loss, gradient = gradients(flat[None], torch.tensor([run], device=theta.device))
        _set(tensors[run], gradients.parts(gradient[0]))
        return loss[0]

    def step(gradient, active):
        for run in active.nonzero()[:, 0].tolist():
            with torch.no_grad():
                for tensor, part in zip(tensors[run], gradients.parts(theta[run]), strict=True):
                    tensor.copy_(part)
            _set(tensors[run], gradients.parts(gradient[run]))
            made[run].step(*([lambda run=run: closure(run)] if optimiser.closure else []))
            with torch.no_grad():
                for tensor, part in zip(tensors[run], gradients.parts(theta[run]), strict=True):
                    part.copy_(tensor)

    return step


def _set(tensors, parts):
    """Set the gradients of tensors."""
    for tensor, part in zip(tensors, parts, strict=True):
        tensor.grad = part.clone()
