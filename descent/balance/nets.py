"""Networks x -> W^(N) phi(... phi(W^(1) x)) with full, sparse or convolutional layers, many runs at once.

A run's parameters are one row theta (P,): layer after layer its free weights and, if it has them, its biases. Every entry of a matrix
W^(h) is zero or one of the layer's free weights, which is how theorem 2.3 describes sparse and convolutional layers. Points are
columns: x is (runs, d, N), or (1, d, N) where all runs share them. The arrays may be numpy's or torch's.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from array_api_compat import array_namespace

CONNECTIONS = ("full", "sparse", "conv")
TAPS = 3
"""Taps of a convolution's filter. Ours."""
KEPT = 0.5
"""Share of the connections that a sparse layer has. Ours."""


class Points(NamedTuple):
    """What a net is trained on. The transposed inputs lie in memory row by row too: a product with them is a tenth faster."""

    x: object
    """(runs, d, N)"""
    y: object
    """(runs, outputs, N)"""
    transposed: object
    """(runs, N, d)"""


def points(x, y) -> Points:
    """Points from inputs (runs, d, N) and outputs (runs, outputs, N), numpy's arrays."""
    return Points(x, y, np.ascontiguousarray(x.mT))


class Layer(NamedTuple):
    """One layer. In theorem 2.1 a unit is a neuron; in a convolutional layer it is a channel, whose neurons share their weights."""

    out: int
    into: int
    uses: np.ndarray | None
    """Entries of W^(h), counted row by row, that each free weight stands in: (weights, times). None: each weight in one, in order."""
    out_unit: np.ndarray
    """The unit that each free weight leads to. (weights,)"""
    in_unit: np.ndarray
    """The unit of the layer before that each free weight comes from. (weights,)"""
    weights: slice
    """Where its free weights stand in theta."""
    biases: slice
    """Where its biases stand, one a neuron; empty where it has none."""


class Net(NamedTuple):
    """A network: its layers from the input on, its activation, the number of its parameters."""

    layers: tuple[Layer, ...]
    activation: str
    P: int


def _full(out: int, into: int):
    return None, np.repeat(np.arange(out), into), np.tile(np.arange(into), out)


def _sparse(out: int, into: int, position: int):
    """Half of the connections, the same in every run: a random one a neuron on both sides, so that none is cut off, and others."""
    generator = np.random.default_rng([out, into, position])
    kept = generator.random((out, into)) < KEPT
    kept[np.arange(out), generator.integers(into, size=out)] = True
    kept[generator.integers(out, size=into), np.arange(into)] = True
    return np.flatnonzero(kept)[:, None], *np.nonzero(kept)


def _conv(channels: int, into: int, places: int):
    """A circular convolution with `TAPS` taps: (channels, places) from (into, places)."""
    o, c, k, p = np.ix_(np.arange(channels), np.arange(into), np.arange(TAPS), np.arange(places))
    uses = (o * places + p) * (into * places) + c * places + (p + k) % places
    o, c, _ = (index.ravel() for index in np.broadcast_arrays(*(index[..., 0] for index in (o, c, k))))
    return uses.reshape(-1, places), o, c


def net(widths, activation: str, connections: str = "full", biases: bool = False, places: int = 1) -> Net:
    """A network. widths: (depth + 1,) neurons from the inputs to the outputs; in a convolutional net a channel has so many `places`, and
    the last layer is full. Biases are those of hidden neurons. Raises ValueError for unknown connections or widths that do not fit.
    """
    if connections not in CONNECTIONS:
        raise ValueError(f"connections = {connections}: allowed: {', '.join(CONNECTIONS)}")
    places = places if connections == "conv" else 1
    if any(width % places for width in widths[:-1]) or (connections == "conv" and places < TAPS):
        raise ValueError(f"places = {places}: needs {TAPS} or more, and {list(widths[:-1])} to be whole channels")
    layers, first, depth = [], 0, len(widths) - 1
    for h, (into, out) in enumerate(pairwise(widths)):
        if connections == "conv" and h < depth - 1:
            uses, out_unit, in_unit = _conv(out // places, into // places, places)
        elif connections == "sparse":
            uses, out_unit, in_unit = _sparse(out, into, h)
        else:
            uses, out_unit, in_unit = _full(out, into)
            in_unit = in_unit // places
        weights = slice(first, first + out_unit.size)
        first = weights.stop + (out if biases and h < depth - 1 else 0)
        layers.append(Layer(out, into, uses, out_unit, in_unit, weights, slice(weights.stop, first)))
    return Net(tuple(layers), activation, first)


def matrix(layer: Layer, theta):
    """The matrices W^(h) of a layer. theta: (runs, P). Returns (runs, out, into)."""
    v = theta[:, layer.weights]
    if layer.uses is None:
        return v.reshape((-1, layer.out, layer.into))
    W = array_namespace(theta).zeros((theta.shape[0], layer.out * layer.into), dtype=theta.dtype, device=theta.device)
    W[:, layer.uses] = v[:, :, None]
    return W.reshape((-1, layer.out, layer.into))


def collected(layer: Layer, by_entry):
    """Derivatives by the free weights (runs, weights) from those by the entries of the matrix (runs, out * into). The uses of a weight are
    added one by one, so that the order, and the bits, do not depend on how many runs there are.
    """
    return by_entry if layer.uses is None else sum(by_entry[:, entries] for entries in layer.uses.T)


def start(net: Net, gain: float, generators, first_gain: float = 1.0) -> np.ndarray:
    """Starts with entries N(0, gain^2/f), f the mean number of inputs of a neuron; biases likewise. The first layer's are `first_gain`
    times as large. generators: one a run. Returns (runs, P). Ours.
    """
    scale = np.zeros(net.P)
    for layer in net.layers:
        inputs = (layer.uses.size if layer.uses is not None else layer.out * layer.into) / layer.out
        scale[layer.weights.start : layer.biases.stop] = gain / np.sqrt(inputs)
    theta = np.stack([generator.standard_normal(net.P) for generator in generators]) * scale
    theta[:, net.layers[0].weights] *= first_gain
    return theta
