"""Random nets and data for the unit tests of paper 4, and its nets written out plainly in torch."""

import numpy as np
import torch

from descent.activations import LEAK
from descent.balance.connections import TAPS
from descent.balance.data import gaussian
from descent.balance.nets import net
from descent.balance.starts import start

PLACES = 4
KINDS = ("full", "sparse", "conv")


def problem(connections="full", activation="relu", loss="quadratic", runs=3, depth=3, width=8, N=8, biases=False, places=PLACES, seed=0):
    """A net with 8 inputs (or 2 channels) and 3 outputs, starts (runs, P), and the points of every run."""
    inputs = 8 if connections != "conv" else 2 * places
    shape = net([inputs, *[width] * (depth - 1), 3], activation, connections, biases, places)
    generators = [np.random.default_rng([seed, run]) for run in range(runs)]
    return shape, start(shape, generators, 1.0), gaussian.points(generators, shape, loss, N, 1.0)


PHI = {
    "linear": lambda z: z,
    "relu": torch.nn.functional.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, LEAK),
    "tanh": torch.tanh,
    "gelu": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
}
LOSS = {
    "quadratic": lambda f, y: 0.5 * torch.sum((f - y) ** 2) / f.shape[1],
    "cross_entropy": lambda f, y: torch.nn.functional.cross_entropy(f.T, y.T),
    "log_cosh": lambda f, y: torch.log(torch.cosh(f - y)).sum() / f.shape[1],
}


def applied(shape, h, connections, theta, x, places=PLACES):
    """W^(h) x of one run, without the library's matrices. theta: (P,) tensor; x: (d, N) tensor."""
    layer = shape.layers[h]
    v = theta[layer.weights]
    if connections == "sparse":
        rows, columns = torch.as_tensor(layer.out_unit), torch.as_tensor(layer.in_unit)
        return torch.zeros(layer.out, layer.into, dtype=theta.dtype).index_put((rows, columns), v) @ x
    if connections == "conv" and h < len(shape.layers) - 1:
        signals = torch.nn.functional.pad(x.T.reshape(-1, layer.into // places, places), (0, TAPS - 1), mode="circular")
        filters = v.reshape(layer.out // places, layer.into // places, TAPS)
        return torch.nn.functional.conv1d(signals, filters).reshape(x.shape[1], layer.out).T
    return v.reshape(layer.out, layer.into) @ x


def outputs(shape, connections, theta, x, phi, places=PLACES):
    """The outputs (outputs, N) of one run. phi: (z, h) -> activation of layer h. theta: (P,) tensor; x: (d, N) tensor."""
    for h, layer in enumerate(shape.layers[:-1]):
        x = applied(shape, h, connections, theta, x, places)
        if layer.biases.stop > layer.biases.start:
            x = x + theta[layer.biases][:, None]
        x = phi(x, h)
    return applied(shape, len(shape.layers) - 1, connections, theta, x, places)


def written(shape, connections, loss, theta, x, y, places=PLACES):
    """Mean loss of one run. theta, x (d, N), y (outputs, N): tensors."""
    return LOSS[loss](outputs(shape, connections, theta, x, lambda z, h: PHI[shape.activation](z), places), y)


def written_out(shape, connections, loss, theta, data, run, places=PLACES):
    """Mean loss of one run and its gradient (P,), by automatic differentiation. theta: (P,)."""
    theta = torch.tensor(theta, requires_grad=True)
    x, y = torch.tensor(data.x[run]), torch.tensor(data.y[run])
    value = written(shape, connections, loss, theta, x, y, places)
    return value.item(), torch.autograd.grad(value, theta)[0].numpy()
