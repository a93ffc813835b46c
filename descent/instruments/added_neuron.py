"""The neuron of paper 2 beside any module: outputs_k + a_k exp(w_k.x + b_k), one per output (Kawaguchi and Kaelbling 2020)."""

import copy

import torch

from descent.instruments.objective import Objective, Parameters

OWN = ("a", "b", "w")
"""Names of the neuron's parameters."""
NET = "net."
"""Prefix of the names of the module's parameters."""


class WithNeuron(torch.nn.Module):
    """A module and its neurons. forward returns the outputs and the regulariser lambda |a|^2/2."""

    def __init__(self, net: torch.nn.Module, a: torch.Tensor, b: torch.Tensor, w: torch.Tensor, lam: float):
        """a, b: (outputs,). w: (outputs, d), where a point's inputs are d numbers. lam: lambda."""
        super().__init__()
        self.net, self.lam = net, lam
        self.a, self.b, self.w = (torch.nn.Parameter(part) for part in (a, b, w))

    def forward(self, *inputs):
        """The sum of the module's and the neurons' outputs, and the regulariser."""
        outputs = self.net(*inputs)
        neurons = self.a * torch.exp(flattened(inputs, len(outputs), outputs.dtype) @ self.w.mT + self.b)
        return outputs + neurons.reshape(outputs.shape), 0.5 * self.lam * (self.a * self.a).sum()


class Regularised:
    """The loss of a `WithNeuron`: the module's own loss plus the regulariser."""

    def __init__(self, loss):
        self.loss = loss

    def __call__(self, parts, targets):
        outputs, regulariser = parts
        return self.loss(outputs, targets) + regulariser


def flattened(inputs: tuple, points: int, dtype: torch.dtype) -> torch.Tensor:
    """All inputs as a matrix, one row per point. Returns (points, d)."""
    return torch.cat([part.reshape(points, -1).to(dtype) for part in inputs], dim=1)


def points(objective: Objective) -> torch.Tensor:
    """The inputs of an objective as the neuron takes them. Returns (points, d)."""
    return flattened(objective.inputs, len(objective.inputs[0]), objective.precision)


def has_place(objective: Objective) -> bool:
    """Whether a neuron can be added. It needs inputs, a loss of outputs and targets, and outputs with one row per point."""
    if objective.loss is None or not objective.inputs:
        return False
    with torch.no_grad():
        parts = objective.outputs(objective.start), *objective.inputs
    return all(isinstance(part, torch.Tensor) and part.dim() and len(part) == len(parts[0]) for part in parts)


def with_neuron(objective: Objective, theta: Parameters, v: torch.Tensor, lam: float) -> Objective:
    """The regularised loss F with a neuron. It starts at theta, a = 0 and v (outputs, d + 1), which is w and then b."""
    net = placed(objective.module, theta)
    module = WithNeuron(net, v.new_zeros(len(v)), v[:, -1].clone(), v[:, :-1].clone(), lam)
    return Objective(module, objective.data, Regularised(objective.loss), objective.precision)


def placed(module: torch.nn.Module, theta: Parameters) -> torch.nn.Module:
    """A copy of a module with the parameters theta. Parameters that theta lacks stay."""
    module = copy.deepcopy(module)
    with torch.no_grad():
        for name, values in module.named_parameters():
            if name in theta:
                values.copy_(theta[name])
    return module


def residuals(objective: Objective, theta: Parameters) -> torch.Tensor:
    """Derivatives of the loss with respect to the outputs at theta. Returns (points, outputs)."""
    outputs = objective.outputs(theta).detach().requires_grad_()
    (found,) = torch.autograd.grad(objective.loss(outputs, objective.targets), outputs)
    return found.reshape(len(outputs), -1)


def of_distinct(x: torch.Tensor, residual: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The distinct points, and for each the sum of the residuals of equal points. x: (points, d). residual: (points, outputs).

    Returns (distinct, d), (distinct, outputs).
    """
    distinct, place = torch.unique(x, dim=0, return_inverse=True)
    return distinct, residual.new_zeros(len(distinct), residual.shape[1]).index_add_(0, place, residual)


def outputs_of(x: torch.Tensor, theta: Parameters) -> torch.Tensor:
    """The largest |a exp(w.x + b)| over points x (points, d) and outputs."""
    return (theta["a"] * torch.exp(x @ theta["w"].mT + theta["b"])).abs().max()
