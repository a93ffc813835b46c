"""Random nets and data for the unit tests of paper 2, and its augmented nets written out plainly in torch."""

import importlib
import pkgutil
from itertools import pairwise

import numpy as np
import torch

from descent.oneneuron import augmentations, data, landscapes
from descent.oneneuron.problem import problem, size

LAM, MU, M, N, D = 0.7, 0.05, 3, 4, 2


def modules(package):
    """The modules of a package by name."""
    return {entry.name: importlib.import_module(f"{package.__name__}.{entry.name}") for entry in pkgutil.iter_modules(package.__path__)}


AUGMENTATIONS, DATA, LANDSCAPES = modules(augmentations), modules(data), modules(landscapes)

PHI = {
    "relu": torch.relu,
    "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.1),
    "rounded_relu": lambda z: torch.where(z.abs() < 0.1, (z + 0.1) ** 2 / 0.4, torch.relu(z)),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "arctan": torch.atan,
    "elu": torch.nn.functional.elu,
    "selu": torch.selu,
    "gelu": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
}
LOSS = {
    "hinge": lambda f, y: (torch.relu(1 - y * f) ** 3).sum(),
    "logistic": lambda f, y: torch.logaddexp(torch.zeros_like(f), -y * f).sum(),
    "squared": lambda f, y: ((f - y) ** 2).sum() / 2,
}


def taken(module, **offered):
    """The offered parameters that a module takes."""
    return {name: value for name, value in offered.items() if name in module.Parameters.model_fields}


def augmented(name, base, lam=1.0, mu=0.01, m=4):
    """A net with the augmentation of this name."""
    return augmentations.augment(AUGMENTATIONS[name], base, **taken(AUGMENTATIONS[name], lam=lam, mu=mu, m=m))


def landscape(name, p=3):
    """The landscape of this name."""
    return LANDSCAPES[name].landscape(**taken(LANDSCAPES[name], p=p))


def of_case(augmentation, activation="tanh", loss="hinge", depth=1, width=2, seed=0):
    """A small augmented net on random points with random labels. Adjacent hidden layers have different widths."""
    rng = np.random.default_rng([seed, depth])
    y = rng.choice([-1.0, 1.0], (N, AUGMENTATIONS[augmentation].OUTPUTS))
    base = problem(rng.standard_normal((N, D)), y, [width + (h % 2) for h in range(depth)], activation, loss)
    return augmented(augmentation, base, LAM, MU, M)


def drawn(net, runs=3, size_of_it=0.8, seed=1):
    return size_of_it * np.random.default_rng(seed).standard_normal((runs, size(net)))


def layers_of(net, xi):
    """The list of (W, biases) of the net's layers, and the rest of xi, which belongs to the augmentation."""
    layers = []
    for into, out in pairwise(net.widths.tolist()):
        layers.append((xi[: into * out].reshape(out, into), xi[into * out : into * out + out]))
        xi = xi[into * out + out :]
    return layers, xi


def written_out(net, augmentation, activation, loss, xi):
    """F, f~ (N, outputs) and the values of every added neuron (N,), written out plainly. xi: (P,) tensor; p = 3."""
    x, y = torch.tensor(net.x), torch.tensor(net.y)
    layers, rest = layers_of(net, xi)
    n, d = y.shape[1], x.shape[1]
    h, own, extra, added, squares = x, None, rest, [], 0.0
    per_layer, power = augmentation.startswith("per_layer"), 2 * len(layers) if augmentation == "per_layer_powers" else 2
    for number, (W, biases) in enumerate(layers):
        z = h @ W.T + biases
        if per_layer:
            if own is not None:  # the added neuron of the layer below enters through its outer weights
                z, squares, extra = z + own[:, None] * extra[: len(W)], squares + (extra[: len(W)] ** power).sum(), extra[len(W) :]
            if number < len(layers) - 1:
                seen = h if own is None else torch.cat([h, own[:, None]], dim=1)
                own = torch.exp(extra[0] + seen @ extra[1 : 1 + seen.shape[1]])
                extra = extra[1 + seen.shape[1] :]
                added.append(own)
        h = z if number == len(layers) - 1 else PHI[activation](z)
    f = h
    if per_layer:
        return LOSS[loss](f, y) + LAM / 2 * squares, f, added
    if augmentation == "none":
        return LOSS[loss](f, y), f, added
    if augmentation == "sohl_dickstein":
        a, b = rest
        return LOSS[loss](f, y) * (1 + (a * torch.exp(b) - 1) ** 2) + LAM * a**2, f, [torch.exp(b) + 0 * f[:, 0]]
    a, b, w = rest[:n], rest[n : 2 * n], rest[2 * n :].reshape(n, d)
    z = x @ w.T + b
    psi = z**M if augmentation == "monomial" else torch.exp(z)
    f = f + a * psi
    value = LOSS[loss](f, y)
    if augmentation != "unregularised":
        value = value + LAM / 2 * (a**2).sum()
    if augmentation == "penalised":
        value = value + MU / 2 * ((b**2).sum() + (w**2).sum())
    return value, f, list(psi.T)
