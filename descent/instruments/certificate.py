"""The largest |g| over a ball, where g(w, b) = sum of r_i exp(w.x_i + b) says how steeply the loss falls as a neuron is switched on.

Since dg/db = g, |g| grows with b wherever g is not 0. Therefore |g| is largest on the ball's surface.
"""

from typing import NamedTuple

import numpy as np

ROUNDS, SHORTEST = 200, 1e-12
"""Most steps of an ascent, and the step length, as a share of the radius, at which it ends."""
BEFORE_BOUNDS = 8
"""Starts of the ascent before branch and bound, which only needs a good value to begin with."""
CLOSE = 1e-3
"""Accuracy of branch and bound: no |g| in the ball is above the one found by more than this share of it."""
CELLS = 200_000
"""Most cells that branch and bound evaluates for one output."""
GUARANTEED = 2
"""Dimensions of inputs up to which branch and bound is used. Its cells cover a sphere of as many dimensions."""


class Certificate(NamedTuple):
    """The largest |g| of each output, and where it is."""

    v: np.ndarray
    """w, then b, at the largest |g| of each output. (outputs, d + 1)"""
    g: np.ndarray
    """g at v. (outputs,)"""
    bound: np.ndarray
    """Upper bound of |g| over the ball; NaN where none is known. (outputs,)"""
    way: str
    """The method, in words."""

    def gain(self, lam: float) -> float:
        """The largest g^2/(2 lambda) over outputs."""
        return float(np.max(self.g * self.g) / (2 * lam))


def largest(x: np.ndarray, residual: np.ndarray, radius: float, starts: int, seed: int = 0) -> Certificate:
    """The largest |g| of every output over |(w, b)| <= radius, in the units of x.

    x: (points, d), distinct. residual: r, (points, outputs). starts: random points from which |g| is ascended. With one or two inputs
    branch and bound follows, which gives an upper bound.
    """
    one = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    bounded = x.shape[1] <= GUARANTEED
    v, g = _climbed(one, residual, radius, min(starts, BEFORE_BOUNDS) if bounded else starts, seed)
    bound = np.full(len(g), np.nan)
    if not bounded:
        return Certificate(v, g, bound, f"best of {starts} starts, without a guarantee")
    for k, r in enumerate(residual.T):
        v[k], g[k], bound[k] = _bounded(one, r, radius, v[k], g[k])
    return Certificate(v, g, bound, f"branch and bound: none is larger by more than {_excess(g, bound):.1g} of it")


def _excess(g: np.ndarray, bound: np.ndarray) -> float:
    """The largest relative excess of a bound over |g|."""
    return max((high / abs(low) - 1 for low, high in zip(g, bound, strict=True) if high), default=0.0)


def _climbed(one, residual, radius, starts, seed):
    """Ascend |g| along the sphere from all starts. one: x and a column of ones, (points, d + 1). residual: (points, outputs).

    Returns the best v (outputs, d + 1) and g there (outputs,).
    """
    outputs, size = residual.shape[1], one.shape[1]
    generator = np.random.default_rng(seed)
    v = np.broadcast_to(generator.standard_normal((starts, 1, size)), (starts, outputs, size))
    v = radius * v / np.linalg.norm(v, axis=2, keepdims=True)
    length = np.full((starts, outputs), 0.5)
    g, up = _slope(one, residual, v)
    for _ in range(ROUNDS):
        if length.max() <= SHORTEST:
            break
        moved = v + length[..., None] * radius * up
        moved *= radius / np.linalg.norm(moved, axis=2, keepdims=True)
        there, there_up = _slope(one, residual, moved)
        better = np.abs(there) > np.abs(g)
        v, up = np.where(better[..., None], moved, v), np.where(better[..., None], there_up, up)
        g, length = np.where(better, there, g), np.where(better, 2 * length, length / 4)
    best = np.argmax(np.abs(g), axis=0)
    return np.stack([v[best[k], k] for k in range(outputs)]), g[best, np.arange(outputs)]


def _slope(one, residual, v):
    """g (starts, outputs) and the unit vector along which |g| grows fastest, at v (starts, outputs, d + 1)."""
    parts = residual.T * np.exp(v @ one.T)
    g, up = parts.sum(axis=2), parts @ one
    up *= np.sign(g)[..., None]
    return g, up / np.maximum(np.linalg.norm(up, axis=2, keepdims=True), np.finfo(float).tiny)


def _bounded(one, r, radius, v, g):
    """Branch and bound over the sphere for one output. one: (points, d + 1); r: (points,). Returns v, g and the bound on |g|.

    Cells are squares on the faces of a cube around the sphere. Projection to the sphere makes them no larger, so a cell of half width h
    lies within radius h sqrt(d) of its centre. Two bounds of |g| hold in a cell: one from the range of every exponential, one from Taylor's
    formula of second order, which is close at a maximum, where the first order along the sphere is 0.
    """
    size = one.shape[1]
    if not np.any(r):
        return v, 0.0, 0.0
    norms = np.linalg.norm(one, axis=1)
    centres = np.concatenate([sign * np.eye(size)[k : k + 1] for k in range(size) for sign in (-1.0, 1.0)])
    faces, half, looked, dropped = np.repeat(np.arange(size), 2), 1.0, 0, 0.0
    offsets = np.stack(np.meshgrid(*[[-0.5, 0.5]] * (size - 1), indexing="ij"), axis=-1).reshape(-1, size - 1)
    while len(centres):
        there = radius * centres / np.linalg.norm(centres, axis=1, keepdims=True)
        value, high = _bounds(one, norms, r, there, radius, radius * half * np.sqrt(size - 1))
        best = np.argmax(np.abs(value))
        if abs(value[best]) > abs(g):
            v, g = there[best], value[best]
        looked += len(centres)
        out = high <= abs(g) * (1 + CLOSE)
        dropped = max(dropped, high[out].max(initial=0.0))
        if looked + len(offsets) * (~out).sum() > CELLS:
            return v, g, max(dropped, high.max(), abs(g))
        centres, faces = np.repeat(centres[~out], len(offsets), axis=0), np.repeat(faces[~out], len(offsets))
        free = np.arange(size) != faces[:, None]
        centres[free] += half * np.tile(offsets, ((~out).sum(), 1)).ravel()
        half /= 2
    return v, g, max(dropped, abs(g))


def _bounds(one, norms, r, centres, radius, reach):
    """g at the centres (cells, d + 1) on the sphere, and an upper bound of |g| within `reach` of each. Returns (cells,), (cells,)."""
    size = np.exp(centres @ one.T)
    parts = r * size
    g, by_v = parts.sum(axis=1), parts @ one
    stretch = np.exp(reach * norms)
    up, down = np.maximum(r, 0.0), np.maximum(-r, 0.0)
    most = np.maximum(size @ (up * stretch) - size @ (down / stretch), size @ (down * stretch) - size @ (up / stretch))
    outward = (by_v * centres).sum(axis=1) / radius
    along = np.sqrt(np.maximum((by_v * by_v).sum(axis=1) - outward * outward, 0.0))
    bend = np.maximum(size @ (up * norms * norms * stretch), size @ (down * norms * norms * stretch))
    second = np.abs(g) + along * reach + (np.abs(outward) / radius + bend) * reach * reach / 2
    return g, np.minimum(most, second)
