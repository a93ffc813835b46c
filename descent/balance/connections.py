"""Which entries of a layer's matrix are which of its free weights, and what units these weights connect.

Each function returns the entries that each weight stands in, (weights, times), counted row by row, or None where each weight has one, in
order; the unit that each weight leads to, (weights,); and the unit that it comes from, (weights,).
"""

import numpy as np

TAPS = 3
"""Taps of a convolution's filter. Ours."""
KEPT = 0.5
"""Share of the connections that a sparse layer has. Ours."""


def full(out: int, into: int):
    """Every neuron with every one before it."""
    return None, np.repeat(np.arange(out), into), np.tile(np.arange(into), out)


def sparse(out: int, into: int, position: int):
    """Half of the connections, the same in every run: a random one for each neuron on both sides, so that none is cut off, and others."""
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
