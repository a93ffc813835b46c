"""The position of a layer's free weights in its matrix, and the units that each weight connects.

Each function returns the matrix entries of each weight, (weights, times), counted row by row, or None where each weight has one entry, in
order; the unit that each weight leads to, (weights,); and the unit that it comes from, (weights,). The constants are our choice.
"""

import numpy as np

TAPS = 3
"""Number of taps of a convolution's filter."""
KEPT = 0.5
"""Probability of a connection in a sparse layer."""


def full(out: int, into: int):
    """All connections between two layers."""
    return None, np.repeat(np.arange(out), into), np.tile(np.arange(into), out)


def sparse(out: int, into: int, position: int):
    """About half of the connections, at random but the same in every run. Every neuron on both sides has at least one."""
    generator = np.random.default_rng([out, into, position])
    kept = generator.random((out, into)) < KEPT
    kept[np.arange(out), generator.integers(into, size=out)] = True
    kept[generator.integers(out, size=into), np.arange(into)] = True
    return np.flatnonzero(kept)[:, None], *np.nonzero(kept)


def conv(channels: int, into: int, places: int):
    """A circular convolution with `TAPS` taps: (channels, places) from (into, places)."""
    o, c, k, p = np.ix_(np.arange(channels), np.arange(into), np.arange(TAPS), np.arange(places))
    uses = (o * places + p) * (into * places) + c * places + (p + k) % places
    o, c, _ = (index.ravel() for index in np.broadcast_arrays(*(index[..., 0] for index in (o, c, k))))
    return uses.reshape(-1, places), o, c
