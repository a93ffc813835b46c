"""Networks of paper 2's kernels as torch modules."""

import importlib
import pkgutil

import numpy as np
import torch
from torch.nn.functional import elu, selu

from descent.activations import Activation
from descent.losses import Loss
from descent.oneneuron import landscapes

ACTIVATIONS = {"relu": torch.relu, "elu": elu, "selu": selu, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "arctan": torch.atan}
NAMES = [entry.name for entry in pkgutil.iter_modules(landscapes.__path__)]


class Mlp(torch.nn.Module):
    """The net of a `Problem` at theta (P,)."""

    def __init__(self, problem, theta):
        super().__init__()
        self.layers, first = torch.nn.ModuleList(), 0
        for d, width in zip(problem.widths[:-1].tolist(), problem.widths[1:].tolist(), strict=True):
            layer = torch.nn.Linear(d, width).double()
            layer.weight.data[:] = torch.from_numpy(theta[first : first + d * width].reshape(width, d))
            layer.bias.data[:] = torch.from_numpy(theta[first + d * width : first + d * width + width])
            self.layers.append(layer)
            first += (d + 1) * width
        self.activation = ACTIVATIONS[Activation(problem.activation).name.lower()]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.activation(layer(x))
        return self.layers[-1](x)


def of(problem, theta):
    """Module, data and loss of a problem."""
    squared = Loss(problem.loss) == Loss.SQUARED
    loss = (lambda f, y: ((f - y) ** 2).sum() / 2) if squared else (lambda f, y: (torch.relu(1 - y * f) ** problem.p).sum())
    return Mlp(problem, theta), (torch.from_numpy(problem.x), torch.from_numpy(problem.y)), loss


def landscape(name: str):
    """A landscape, and its module, data and loss at the bad minimum."""
    found = importlib.import_module(f"descent.oneneuron.landscapes.{name}").landscape()
    return found, of(found.problem, found.theta)


class SafranShamir(torch.nn.Module):
    """E (sum relu(w_i.x) - sum relu(v_i.x))^2/2 over Gaussian x, as a function of W in closed form. The v_i are the unit vectors."""

    def __init__(self, W):
        super().__init__()
        self.W = torch.nn.Parameter(torch.from_numpy(np.array(W)))

    def forward(self):
        V = torch.eye(len(self.W), dtype=self.W.dtype)
        return self.means(self.W, self.W) / 2 - self.means(self.W, V) + self.means(V, V) / 2

    @staticmethod
    def means(W, V):
        """The sum of E relu(w.x) relu(v.x) over all pairs (Cho and Saul 2009)."""
        sizes = W.norm(dim=1)[:, None] * V.norm(dim=1)
        cosines = (W @ V.T / sizes).clamp(-1 + 1e-15, 1 - 1e-15)
        angles = torch.arccos(cosines)
        return (sizes * (torch.sin(angles) + (torch.pi - angles) * cosines)).sum() / (2 * torch.pi)
