"""Networks x -> W^(N) phi(... phi(W^(1) x)) with full, sparse or convolutional layers, many runs at once.

A run's parameters are one row theta (P,): for each layer its free weights and then its biases, if it has any. Every entry of a matrix W^(h)
is zero or one of the layer's free weights, as in theorem 2.3's definition of sparse and convolutional layers. Points are columns: x is
(runs, d, N), or (1, d, N) if all runs share them. The arrays may be numpy's or torch's.
"""

from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from array_api_compat import array_namespace
from pydantic import model_validator

from descent import checked, parameters
from descent.activations import FORMULAS, HOMOGENEOUS
from descent.balance.connections import TAPS, conv, full, sparse
from descent.balance.wiring import Wiring, wired
from descent.parameters import Count, given, need

CONNECTIONS = ("full", "sparse", "conv")


class Parameters(parameters.Parameters):
    """Parameters of `uniform`."""

    connections: Literal[CONNECTIONS] = given(
        "full", "Layers that are full, half connected (sparse), or convolutional except for the last (conv)."
    )
    activation: Literal[*HOMOGENEOUS, "tanh", "gelu"] = given(
        "relu", "Activation of hidden neurons; the theorems are about the first three."
    )
    depth: int = given(3, "Number of layers.", ge=2, le=30)
    width: int = given(8, "Neurons of a hidden layer, those of all places and channels.", ge=1, le=10_000)
    inputs: int = given(8, "Length of an input.", ge=1, le=100_000)
    outputs: int = given(3, "Length of an output.", ge=1, le=1000)
    places: Count = given(4, "Number of positions in a channel of a convolution.")
    biases: bool = given(False, "Whether hidden neurons have biases.")

    @model_validator(mode="after")
    def _is_a_net(self):
        conv, places = self.connections == "conv", self.places
        whole = self.width % places == 0 and self.inputs % places == 0
        rule = "connections != 'conv' or (width % places == 0 and inputs % places == 0)"
        need(not conv or whole, rule, "a convolution has whole channels")
        need(not conv or places >= TAPS, "connections != 'conv' or places >= 3", "a convolution's filter has three taps")
        rule = "connections == 'full' or not biases"
        need(self.connections == "full" or not self.biases, rule, "the invariant with biases is that of fully connected neurons")
        return self


class Points(NamedTuple):
    """Training data. The transposed inputs are stored as well, contiguous by rows, which makes products with them a tenth faster."""

    x: object
    """(runs, d, N)"""
    y: object
    """(runs, outputs, N)"""
    transposed: object
    """(runs, N, d)"""


def suit(net, theta, data: Points, *axes: str | int) -> np.ndarray:
    """theta as an array (*axes, P). Raises ValueError where theta or the data do not have the net's shapes."""
    checked.made_by("net", net, Net, "descent.balance.nets.net")
    checked.made_by("data", data, Points, "descent.balance.nets.points_of")
    runs = checked.shape("data.x", data.x, "runs", net.layers[0].into, "N")[0]
    checked.shape("data.y", data.y, runs, net.layers[-1].out, data.x.shape[2])
    return checked.array("theta", theta, *axes, net.P, finite=False)


def points_of(x, y) -> Points:
    """Points from numpy arrays of inputs (runs, d, N) and outputs (runs, outputs, N). Raises ValueError where they have other shapes."""
    x = checked.array("x", x, "runs", "d", "N")
    y = checked.array("y", y, len(x), "outputs", x.shape[2])
    return Points(x, y, np.ascontiguousarray(x.mT))


class Layer(NamedTuple):
    """One layer. In theorem 2.1 a unit is a neuron; in a convolutional layer it is a channel, whose neurons share their weights."""

    out: int
    into: int
    uses: np.ndarray | None
    """Entries of W^(h), counted row by row, of each free weight: (weights, times). None if each weight has one entry, in order."""
    out_unit: np.ndarray
    """The unit that each free weight leads to. (weights,)"""
    in_unit: np.ndarray
    """The unit of the layer before that each free weight comes from. (weights,)"""
    weights: slice
    """Position of the free weights in theta."""
    biases: slice
    """Position of the biases in theta, one per neuron; empty without biases."""


class Net(NamedTuple):
    """A network: its layers from the input on, its activation, and its number P of parameters."""

    layers: tuple[Layer, ...]
    activation: str
    P: int
    wiring: Wiring
    """The layers and the activation for compiled kernels."""


def net(widths, activation: str, connections: str = "full", biases: bool = False, places: int = 1) -> Net:
    """A network. widths: (depth + 1,) neurons from the inputs to the outputs. biases: whether hidden neurons have biases.

    In a convolutional net a channel has `places` neurons, and the last layer is full. Raises ValueError where an argument is not as
    described.
    """
    widths = checked.widths("widths", widths, 2)
    checked.one_of("connections", connections, CONNECTIONS)
    checked.one_of("activation", activation, ("linear", *FORMULAS))
    checked.whole("places", places, 1)
    places = places if connections == "conv" else 1
    if any(width % places for width in widths[:-1]) or (connections == "conv" and places < TAPS):
        raise ValueError(f"places = {places}: needs {TAPS} or more, and {list(widths[:-1])} to be whole channels")
    layers, first, depth = [], 0, len(widths) - 1
    for h, (into, out) in enumerate(pairwise(widths)):
        if connections == "conv" and h < depth - 1:
            uses, out_unit, in_unit = conv(out // places, into // places, places)
        elif connections == "sparse":
            uses, out_unit, in_unit = sparse(out, into, h)
        else:
            uses, out_unit, in_unit = full(out, into)
            in_unit = in_unit // places
        weights = slice(first, first + out_unit.size)
        first = weights.stop + (out if biases and h < depth - 1 else 0)
        layers.append(Layer(out, into, uses, out_unit, in_unit, weights, slice(weights.stop, first)))
    return Net(tuple(layers), activation, first, wired(layers, activation))


def uniform(connections: str, activation: str, depth: int, width: int, inputs: int, outputs: int, places: int, biases: bool) -> Net:
    """A net with hidden layers of equal width, from its `Parameters`."""
    return net([inputs, *[width] * (depth - 1), outputs], activation, connections, biases, places)


def matrix(layer: Layer, theta):
    """The matrices W^(h) of a layer. theta: (runs, P). Returns (runs, out, into)."""
    v = theta[:, layer.weights]
    if layer.uses is None:
        return v.reshape((-1, layer.out, layer.into))
    W = array_namespace(theta).zeros((theta.shape[0], layer.out * layer.into), dtype=theta.dtype, device=theta.device)
    W[:, layer.uses] = v[:, :, None]
    return W.reshape((-1, layer.out, layer.into))


def collected(layer: Layer, by_entry):
    """Derivatives with respect to the free weights, (runs, weights), from those with respect to the matrix entries, (runs, out * into).

    The entries of a weight are added one by one, so that the order, and with it the bits, do not depend on the number of runs.
    """
    return by_entry if layer.uses is None else sum(by_entry[:, entries] for entries in layer.uses.T)
