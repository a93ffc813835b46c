"""The neuron of paper 2 beside any module: outputs_k + a_k exp(w_k.x + b_k), one an output (Kawaguchi and Kaelbling 2020)."""

import copy

import torch

from descent.instruments.objective import Objective, Parameters

OWN = ("a", "b", "w")
"""The neuron's parameters."""
NET = "net."
"""Before the names of the module's."""


class WithNeuron(torch.nn.Module):
    """A module and its neurons. forward gives the outputs and lambda |a|^2/2."""

    def __init__(self, net: torch.nn.Module, a: torch.Tensor, b: torch.Tensor, w: torch.Tensor, lam: float):
        """a, b: (outputs,). w: (outputs, d), d numbers of a point's inputs."""
        super().__init__()
        self.net, self.lam = net, lam
        self.a, self.b, self.w = (torch.nn.Parameter(part) for part in (a, b, w))

    def forward(self, *inputs):
        """The sum of the module's outputs and the neurons', and the regulariser."""
        outputs = self.net(*inputs)
        neurons = self.a * torch.exp(flattened(inputs, len(outputs), outputs.dtype) @ self.w.mT + self.b)
        return outputs + neurons.reshape(outputs.shape), 0.5 * self.lam * (self.a * self.a).sum()


class Regularised:
    """The loss of a `WithNeuron`: the module's own, and the regulariser."""

    def __init__(self, loss):
        self.loss = loss

    def __call__(self, parts, targets):
        outputs, regulariser = parts
        return self.loss(outputs, targets) + regulariser


def flattened(inputs: tuple, points: int, dtype: torch.dtype) -> torch.Tensor:
    """All inputs of every point in a row. Returns (points, d)."""
    return torch.cat([part.reshape(points, -1).to(dtype) for part in inputs], dim=1)


def points(objective: Objective) -> torch.Tensor:
    """The inputs of an objective as the neuron sees them, (points, d)."""
    return flattened(objective.inputs, len(objective.inputs[0]), objective.precision)


def has_place(objective: Objective) -> bool:
    """Whether a neuron can be added: there are inputs, a loss of outputs and targets, and outputs that are a row for every point."""
    if objective.loss is None or not objective.inputs:
        return False
    with torch.no_grad():
        parts = objective.outputs(objective.start), *objective.inputs
    return all(isinstance(part, torch.Tensor) and part.dim() and len(part) == len(parts[0]) for part in parts)


def with_neuron(objective: Objective, theta: Parameters, v: torch.Tensor, lam: float) -> Objective:
    """F with the module at theta, a = 0 and v (outputs, d + 1), w and then b."""
    net = placed(objective.module, theta)
    module = WithNeuron(net, v.new_zeros(len(v)), v[:, -1].clone(), v[:, :-1].clone(), lam)
    return Objective(module, objective.data, Regularised(objective.loss), objective.precision)


def placed(module: torch.nn.Module, theta: Parameters) -> torch.nn.Module:
    """A copy of a module with other parameters."""
    module = copy.deepcopy(module)
    with torch.no_grad():
        for name, values in module.named_parameters():
            if name in theta:
                values.copy_(theta[name])
    return module


def residuals(objective: Objective, theta: Parameters) -> torch.Tensor:
    """Derivatives of the loss by the outputs, (points, outputs)."""
    outputs = objective.outputs(theta).detach().requires_grad_()
    (found,) = torch.autograd.grad(objective.loss(outputs, objective.targets), outputs)
    return found.reshape(len(outputs), -1)


def of_distinct(x: torch.Tensor, residual: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Distinct points, and the sums of the residuals of equal ones: those of (points, d) and (points, outputs)."""
    distinct, place = torch.unique(x, dim=0, return_inverse=True)
    return distinct, residual.new_zeros(len(distinct), residual.shape[1]).index_add_(0, place, residual)


def outputs_of(x: torch.Tensor, theta: Parameters) -> torch.Tensor:
    """Largest |a exp(w.x + b)| over points x and outputs."""
    return (theta["a"] * torch.exp(x @ theta["w"].mT + theta["b"])).abs().max()
