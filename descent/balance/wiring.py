"""How compiled kernels see a net: numbers in arrays."""

from typing import NamedTuple

import numpy as np

from descent.activations import Activation

LINEAR = -1
"""The identity, beside the members of `Activation`."""
OUT, INTO, WEIGHTS, COUNT, BIASES, USES, TIMES = range(7)
"""Columns of `Wiring.layers`: neurons, those of the layer before, the first weight in theta, how many of them, the first bias or -1, the
first of its entries in `Wiring.uses`, and the uses of each weight; 0 where each weight has one, in order.
"""


class Wiring(NamedTuple):
    """A net's layers, and its activation."""

    layers: np.ndarray
    """(layers, 7)"""
    uses: np.ndarray
    """Entries of the layers' matrices that their weights stand in, weight by weight. (uses,)"""
    activation: int
    """A member of `Activation`, or LINEAR."""


def wired(layers, activation: str) -> Wiring:
    """The wiring of layers as `descent.balance.nets.Layer`."""
    rows, uses = [], [np.empty(0, np.int64)]
    for layer in layers:
        first, times = sum(part.size for part in uses), 0 if layer.uses is None else layer.uses.shape[1]
        uses.append(np.empty(0, np.int64) if layer.uses is None else layer.uses.ravel())
        biases = layer.biases.start if layer.biases.stop > layer.biases.start else -1
        rows.append((layer.out, layer.into, layer.weights.start, layer.weights.stop - layer.weights.start, biases, first, times))
    kind = LINEAR if activation == "linear" else Activation.named(activation)
    return Wiring(np.array(rows, dtype=np.int64), np.concatenate(uses), int(kind))
