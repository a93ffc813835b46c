"""A net for compiled kernels: numbers in arrays."""

from typing import NamedTuple

import numpy as np

from descent.activations import Activation

LINEAR = -1
"""Number of the identity, in addition to the members of `Activation`."""
OUT, INTO, WEIGHTS, COUNT, BIASES, USES, TIMES = range(7)
"""Columns of `Wiring.layers`: number of neurons; of neurons in the layer before; index of the first weight in theta; number of weights;
index of the first bias, or -1; index of the first entry in `Wiring.uses`; number of entries per weight, or 0 for one each, in order.
"""


class Wiring(NamedTuple):
    """A net's layers, and its activation."""

    layers: np.ndarray
    """(layers, 7)"""
    uses: np.ndarray
    """Entries of the layers' matrices of their weights, weight by weight. (uses,)"""
    activation: int
    """The number of an `Activation`, or LINEAR."""


def wired(layers, activation: str) -> Wiring:
    """The wiring of a net. layers: of `descent.balance.nets.Layer`."""
    rows, uses = [], [np.empty(0, np.int64)]
    for layer in layers:
        first, times = sum(part.size for part in uses), 0 if layer.uses is None else layer.uses.shape[1]
        uses.append(np.empty(0, np.int64) if layer.uses is None else layer.uses.ravel())
        biases = layer.biases.start if layer.biases.stop > layer.biases.start else -1
        rows.append((layer.out, layer.into, layer.weights.start, layer.weights.stop - layer.weights.start, biases, first, times))
    kind = LINEAR if activation == "linear" else Activation.named(activation)
    return Wiring(np.array(rows, dtype=np.int64), np.concatenate(uses), int(kind))
