"""A module with its data and its loss, as a function of the module's parameters: the input of all instruments."""

import copy
from collections.abc import Callable

import torch
from torch.func import functional_call

from descent.instruments.mistakes import named, place

Parameters = dict[str, torch.Tensor]
"""A module's parameters by name."""


class Objective:
    """f(theta) = loss(module(inputs), targets), on the processor, wherever the module and its data are.

    module: its parameters are the start of training; it is copied. data: (inputs, targets). inputs: a tensor, or a tuple of tensors, which
    are the module's arguments; () for a module without arguments, such as a function of its parameters alone. loss: (outputs, targets) -> a
    tensor of one number; None where the module returns that number. dtype: precision.

    Raises ValueError where the module has no trained parameters, where f at the start is no finite number or depends on no parameter, and
    where the module's or the loss's code fails.
    """

    def __init__(self, module: torch.nn.Module, data=((), None), loss: Callable | None = None, dtype: torch.dtype = torch.float64):
        self.module = copy.deepcopy(module).to("cpu", dtype)
        self.data, self.precision = data, dtype
        inputs, self.targets = data
        self.inputs = tuple(_cast(part, dtype) for part in (inputs if isinstance(inputs, tuple) else (inputs,)))
        self.targets = _cast(self.targets, dtype)
        self.loss = loss
        self.start: Parameters = {name: values.detach().clone() for name, values in self.module.named_parameters() if values.requires_grad}
        if not self.start:
            raise ValueError(f"{type(module).__name__} has no parameters that are trained")
        self.constants = {name: values for name, values in self.module.named_parameters() if not values.requires_grad}
        self.constants |= dict(self.module.named_buffers())
        self.size = sum(values.numel() for values in self.start.values())
        _check(
            self.checked({name: values.clone().requires_grad_() for name, values in self.start.items()}),
            place(loss or type(module).forward),
        )

    def doubled(self) -> "Objective":
        """The same objective in float64."""
        return self if self.precision == torch.float64 else Objective(self.module, self.data, self.loss)

    def outputs(self, parameters: Parameters, inputs: tuple | None = None) -> torch.Tensor:
        """The module's outputs. inputs: other inputs than the objective's own."""
        return functional_call(self.module, parameters | self.constants, self.inputs if inputs is None else inputs)

    def value(self, parameters: Parameters, inputs: tuple | None = None, targets=None) -> torch.Tensor:
        """f, a tensor of one number. inputs, targets: other data than the objective's own."""
        outputs = self.outputs(parameters, inputs)
        return outputs if self.loss is None else self.loss(outputs, self.targets if targets is None else targets)

    def checked(self, parameters: Parameters) -> torch.Tensor:
        """f. Raises ValueError with one line where the module's or the loss's code fails."""
        with named(f"{type(self.module).__name__}.forward"):
            outputs = self.outputs(parameters)
        if self.loss is None:
            return outputs
        shapes = f"outputs {_shape(outputs)}, targets {_shape(self.targets)}"
        with named(f"loss of {shapes}"):
            return self.loss(outputs, self.targets)

    def flat(self, parameters: Parameters) -> torch.Tensor:
        """The parameters as one vector (size,)."""
        return torch.cat([parameters[name].reshape(-1) for name in self.start])

    def unflat(self, vector: torch.Tensor) -> Parameters:
        """A vector (size,) as parameters."""
        parts = torch.split(vector, [values.numel() for values in self.start.values()])
        return {name: part.view_as(values) for (name, values), part in zip(self.start.items(), parts, strict=True)}


def _cast(part, dtype: torch.dtype):
    """A tensor on the processor, in the given precision if it is floating-point. Other objects are returned as they are."""
    if not isinstance(part, torch.Tensor):
        return part
    return part.to("cpu", dtype) if part.is_floating_point() else part.cpu()


def _shape(values) -> str:
    return str(tuple(values.shape)) if isinstance(values, torch.Tensor) else type(values).__name__


def _check(f, where: str):
    """Raise ValueError where f is no finite number, or depends on no parameter. where: place of the function that returns f."""
    if not isinstance(f, torch.Tensor) or f.numel() != 1:
        raise ValueError(f"{where}the loss is {_shape(f)}; expected: a tensor of one number")
    if not torch.isfinite(f).all():
        raise ValueError(f"{where}the loss is {f.item()} at the start; expected: a finite number")
    if not f.requires_grad:
        raise ValueError(f"{where}the loss does not depend on the parameters")
