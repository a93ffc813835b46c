"""Values and gradients of many runs' objectives at once, by torch.func where it can, else one by one."""

from collections.abc import Sequence

import torch
from torch.func import functional_call, vmap

from descent.instruments.objective import Objective, Parameters


class Gradients:
    """What gives the losses (runs,) and the gradients (runs, size) of parameters (runs, size).

    objectives: one a run, of one architecture. batch: points in a mini-batch, 0 for all. generators: one a run, for mini-batches. batched:
    whether to try to take all runs at once.
    """

    def __init__(self, objectives: Sequence[Objective], batch: int, generators, device: str, batched: bool = True):
        self.objectives, self.size, self.generators = objectives, batch, generators
        self.start = objectives[0].start
        self.numbers = [values.numel() for values in self.start.values()]
        self.device = device
        self.constants = [{name: values.clone().to(device) for name, values in objective.constants.items()} for objective in objectives]
        self.data = [tuple(_moved(part, device) for part in (*objective.inputs, objective.targets)) for objective in objectives]
        self.picked = self.data
        self.modules = [objective.module for objective in objectives]
        self.batched = batched and self._works()

    def at(self, t: int):
        """Choose the mini-batches of iteration t."""
        if not self.size:
            return
        points = len(self.data[0][0])
        a_epoch = -(-points // self.size)
        if t % a_epoch == 0:
            self.order = [torch.randperm(points, generator=generator).to(self.device) for generator in self.generators]
        place = (t % a_epoch) * self.size
        self.picked = [
            tuple(part[order[place : place + self.size]] if _of(part, points) else part for part in data)
            for data, order in zip(self.data, self.order, strict=True)
        ]

    def __call__(self, theta: torch.Tensor, rows: torch.Tensor | None = None):
        """Losses and gradients of all runs, or of some, at theta (runs, size)."""
        chosen = range(len(theta)) if rows is None else rows.tolist()
        if self.batched:
            return self._together(theta if rows is None else theta[rows], list(chosen))
        found = [self.one(run, theta[run]) for run in chosen]
        return torch.stack([loss for loss, _ in found]), torch.stack([gradient for _, gradient in found])

    def one(self, run: int, flat: torch.Tensor):
        """Loss and gradient (size,) of one run."""
        parameters = {name: part.detach().requires_grad_() for name, part in zip(self.start, self.parts(flat), strict=True)}
        loss = self._value(self.modules[run], parameters, self.constants[run], self.picked[run])
        parts = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True, materialize_grads=True)
        return loss.detach(), torch.cat([part.reshape(-1) for part in parts])

    def _value(self, module, parameters, constants, data):
        *inputs, targets = data
        outputs = functional_call(module, parameters | constants, tuple(inputs))
        loss = self.objectives[0].loss
        return (outputs if loss is None else loss(outputs, targets)).reshape(())

    def _together(self, theta, chosen):
        parameters = {name: part.detach().requires_grad_() for name, part in self.stacked(theta).items()}
        constants = {name: _stack([self.constants[run][name] for run in chosen]) for name in self.constants[0]}
        data = tuple(_stack([self.picked[run][i] for run in chosen]) for i in range(len(self.data[0])))
        axes = 0, 0, tuple(0 if isinstance(part, torch.Tensor) else None for part in data)
        loss = vmap(lambda *given: self._value(self.modules[0], *given), axes)(parameters, constants, data)
        ones = torch.ones_like(loss)
        parts = torch.autograd.grad(loss, list(parameters.values()), ones, allow_unused=True, materialize_grads=True)
        return loss.detach(), torch.cat([part.reshape(len(theta), -1) for part in parts], dim=1)

    def _works(self) -> bool:
        """Whether all runs at once give what each gives by itself, at their starts."""
        theta = torch.stack([objective.flat(objective.start) for objective in self.objectives]).to(self.device)
        self.at(0)
        try:
            loss, gradient = self._together(theta, list(range(len(theta))))
        except (RuntimeError, ValueError, TypeError, NotImplementedError):
            return False
        found = [self.one(run, theta[run]) for run in range(len(theta))]
        by_itself = torch.stack([loss for loss, _ in found]), torch.stack([gradient for _, gradient in found])
        return all(torch.allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=True) for a, b in zip((loss, gradient), by_itself, strict=True))

    def parts(self, flat: torch.Tensor) -> list[torch.Tensor]:
        """The tensors of one run's parameters, views of flat (size,)."""
        return [part.view(values.shape) for part, values in zip(flat.split(self.numbers), self.start.values(), strict=True)]

    def stacked(self, flat: torch.Tensor) -> Parameters:
        """The stacked tensors by name, (runs, ...), views of flat (runs, size)."""
        parts = zip(flat.split(self.numbers, dim=1), self.start.items(), strict=True)
        return {name: part.view(len(flat), *values.shape) for part, (name, values) in parts}


def _moved(part, device):
    return part.to(device) if isinstance(part, torch.Tensor) else part


def _of(part, points: int) -> bool:
    """Whether a part of the data has a row a point."""
    return isinstance(part, torch.Tensor) and part.dim() > 0 and len(part) == points


def _stack(parts):
    """One tensor (runs, ...); not copied where all are the same one."""
    if not isinstance(parts[0], torch.Tensor):
        return parts[0]
    if all(part is parts[0] for part in parts):
        return parts[0].expand(len(parts), *parts[0].shape)
    return torch.stack(parts)
