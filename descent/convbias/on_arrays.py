"""Gradient descent of many runs of a linear net at once on whole arrays, of numpy or of torch on a GPU, in float32 or float64.

`gradient_descent.descend` does the same in compiled loops. It is faster on a processor, and it is the reference. Products, powers and
exponentials here are the library's own, so the bits depend on the device and the library, and comparisons with these runs need tolerances.
"""

import math

import numpy as np
from array_api_compat import array_namespace

from descent import progress
from descent.convbias.conv import Conv
from descent.convbias.diagonal import Diagonal
from descent.convbias.full import Full
from descent.convbias.gradient_descent import CAUTION, PATIENCE
from descent.devices import fetch
from descent.ends import End


class ConvLayers:
    """A convolutional net in the Fourier domain, where layers are products. layers: L complex arrays (runs, H); x: (runs, N, H)."""

    def __init__(self, net: Conv, w: np.ndarray, x: np.ndarray, place):
        re, im = place(np.moveaxis(x.reshape(2, net.H, *x.shape[1:]), -1, 1))  # (2, runs, H, N)
        self.x = (re + 1j * im).mT
        self.layers = [re + 1j * im for re, im in place(np.moveaxis(w.reshape(net.L, 2, net.H, -1), -1, 2))]
        self.scale, self.taps = place(net.scale), place(net.taps)

    def others(self) -> list:
        """For every layer the product of all others."""
        before, after = [self.scale + 0 * self.layers[0]], [1.0]
        for layer in self.layers[:-1]:
            before.append(before[-1] * layer)
        for layer in self.layers[:0:-1]:
            after.append(after[-1] * layer)
        return [one * other for one, other in zip(before, after[::-1], strict=True)]

    def margins(self):
        """The predictors (runs, H) and the margins (runs, N)."""
        beta = self.others()[0] * self.layers[0]
        return beta, array_namespace(beta).real(self.x.conj() @ beta[..., None])[..., 0]

    def push(self, q) -> list:
        """The derivatives of sum_n q_n m_n with respect to every layer. q: (runs, N)."""
        g = (self.x.mT @ (q + 0j)[..., None])[..., 0]
        return self._projected([g * other.conj() for other in self.others()])

    def steepest(self):
        """The largest squared norm of a margin's derivative. Returns (runs,)."""
        xp = array_namespace(self.x)
        if not len(self.taps):
            stretch = sum(xp.abs(other) ** 2 for other in self.others())
            return xp.max((xp.abs(self.x) ** 2 @ stretch[..., None])[..., 0], axis=-1)
        rows = self._projected([self.x * other.conj()[:, None] for other in self.others()])
        return xp.max(sum(xp.sum(xp.abs(row) ** 2, axis=-1) for row in rows), axis=-1)

    def _projected(self, derivatives: list) -> list:
        """Derivatives (..., H) of every layer; those of filters narrower than a signal are projected on their taps."""
        if not len(self.taps):
            return derivatives
        xp, H = array_namespace(self.x), self.x.shape[-1]
        inner = [xp.concat([xp.real(d), xp.imag(d)], axis=-1) @ self.taps.T @ self.taps for d in derivatives[:-1]]
        return [d[..., :H] + 1j * d[..., H:] for d in inner] + derivatives[-1:]

    def rows(self, values) -> np.ndarray:
        """Values (runs, H) in the layout of the compiled kernels. Returns (2 H, runs)."""
        xp = array_namespace(values)
        return fetch(xp.concat([xp.real(values), xp.imag(values)], axis=-1)).T

    def weights(self) -> np.ndarray:
        """The weights in the layout of the compiled kernels. Returns (P, runs)."""
        return np.concatenate([self.rows(layer) for layer in self.layers])


class FullLayers:
    """A fully connected net. layers: L - 1 matrices (runs, D, D) and the last layer (runs, D); x: (runs, N, D)."""

    def __init__(self, net: Full, w: np.ndarray, x: np.ndarray, place):
        D, runs = net.D, w.shape[1]
        self.x = place(np.moveaxis(x, -1, 0)).mT
        parts = np.split(w.T, [D * D * layer for layer in range(1, net.L)], axis=1)
        self.layers = [place(part.reshape(runs, D, D)) for part in parts[:-1]] + [place(parts[-1])]

    def after(self) -> list:
        """For every layer the product of the layers after it, W_{l+1}^T ... w_L (runs, D): first the predictor itself, last w_L."""
        found = [self.layers[-1]]
        for matrix in self.layers[-2::-1]:
            found.append((matrix.mT @ found[-1][..., None])[..., 0])
        return found[::-1]

    def margins(self):
        """The predictors (runs, D) and the margins (runs, N)."""
        beta = self.after()[0]
        return beta, (self.x @ beta[..., None])[..., 0]

    def push(self, q) -> list:
        """The derivatives of sum_n q_n m_n with respect to every layer. q: (runs, N)."""
        before, derivatives = (self.x.mT @ q[..., None])[..., 0], []
        for matrix, after in zip(self.layers[:-1], self.after()[1:], strict=True):
            derivatives.append(after[..., :, None] * before[..., None, :])
            before = (matrix @ before[..., None])[..., 0]
        return [*derivatives, before]

    def steepest(self):
        """The largest squared norm of a margin's derivative. Returns (runs,)."""
        xp, before, total = array_namespace(self.x), self.x, 0.0
        for matrix, after in zip(self.layers[:-1], self.after()[1:], strict=True):
            total = total + xp.sum(after**2, axis=-1)[:, None] * xp.sum(before**2, axis=-1)
            before = before @ matrix.mT
        return xp.max(total + xp.sum(before**2, axis=-1), axis=-1)

    def rows(self, values) -> np.ndarray:
        """Values (runs, D) in the layout of the compiled kernels. Returns (D, runs)."""
        return fetch(values).T

    def weights(self) -> np.ndarray:
        """The weights in the layout of the compiled kernels. Returns (P, runs)."""
        return np.concatenate([fetch(layer).reshape(len(self.x), -1) for layer in self.layers], axis=1).T


class DiagonalLayers:
    """A linear diagonal net. layers: L arrays (runs, D); x: (runs, N, D)."""

    def __init__(self, net: Diagonal, w: np.ndarray, x: np.ndarray, place):
        self.x = place(np.moveaxis(x, -1, 0)).mT
        self.layers = [place(part) for part in np.split(w.T, net.L, axis=1)]

    def others(self) -> list:
        """For every layer the product of all others."""
        return [math.prod(self.layers[:at] + self.layers[at + 1 :], start=1.0 + 0.0 * layer) for at, layer in enumerate(self.layers)]

    def margins(self):
        """The predictors (runs, D) and the margins (runs, N)."""
        beta = math.prod(self.layers[1:], start=self.layers[0])
        return beta, (self.x @ beta[..., None])[..., 0]

    def push(self, q) -> list:
        """The derivatives of sum_n q_n m_n with respect to every layer. q: (runs, N)."""
        g = (self.x.mT @ q[..., None])[..., 0]
        return [g * other for other in self.others()]

    def steepest(self):
        """The largest squared norm of a margin's derivative. Returns (runs,)."""
        stretch = sum(other**2 for other in self.others())
        return array_namespace(self.x).max((self.x**2 @ stretch[..., None])[..., 0], axis=-1)

    def rows(self, values) -> np.ndarray:
        """Values (runs, D) in the layout of the compiled kernels. Returns (D, runs)."""
        return fetch(values).T

    def weights(self) -> np.ndarray:
        """The weights in the layout of the compiled kernels. Returns (P, runs)."""
        return np.concatenate([self.rows(layer) for layer in self.layers])


LAYERS = {Conv: ConvLayers, Full: FullLayers, Diagonal: DiagonalLayers}
"""The class for each type of a kernel's description of a net."""


@np.errstate(all="ignore")  # a run that diverges has that status
def descend(w, x, net, loss, alive, safe, eta, steps, until, points, seen, kept, place):
    """Gradient descent with the arguments and results of `gradient_descent.descend`. place: moves a numpy array to the device."""
    model = LAYERS[type(net)](net, w, x, place)
    xp = array_namespace(model.x)
    for t in progress.through(range(PATIENCE * steps + 1), "step", even=False):
        beta, m = model.margins()
        least = xp.min(m, axis=-1)
        found = fetch(least)
        logarithm = np.log10(found, out=np.full(len(found), -np.inf), where=found > 0)
        diverged = alive & ~np.isfinite(found)
        kept.status[diverged], alive[diverged] = End.DIVERGED, False
        size = xp.where(m > 0, m, (1 - loss) * m)  # as in `tails.weigh`
        q = xp.exp((xp.min(size, axis=-1)[:, None] if safe else 0.0) - size) / (1.0 + xp.exp(-xp.abs(m))) ** loss
        _record(t, logarithm, lambda beta=beta: model.rows(beta), q, points, alive, seen, kept)
        if t >= steps:
            over = alive & ((logarithm >= until) | (t == PATIENCE * steps))
            kept.status[over], alive[over] = np.where(found[over] > 0, End.ITERATION_LIMIT, End.NOT_SEPARATED), False
        if not alive.any():
            break
        stride = place(np.full(len(found), eta))
        if safe:
            q = q / xp.sum(q, axis=-1, keepdims=True)
        derivatives = model.push(q)
        if safe:
            size, length = _squares(model.layers), _squares(derivatives)
            stride = xp.minimum(1.0 / model.steepest(), CAUTION * xp.sqrt(size / length))
        stride = xp.where(place(alive) > 0, stride, 0 * stride)
        goes = stride > 0
        model.layers = [
            xp.where(_beside(goes, layer), layer + _beside(stride, layer) * d, layer)
            for layer, d in zip(model.layers, derivatives, strict=True)
        ]
    w[:] = model.weights()


def _record(t, logarithm, rows, q, points, alive, seen, kept):
    """Record as `progress.record` does. rows: a function that returns the predictors (C, runs); q: (runs, N), the multipliers.

    Both are fetched from the device only where a run has reached a point.
    """
    kept.final[alive] = logarithm[alive]
    reached = np.where(alive, np.searchsorted(points, logarithm, side="right"), 0)
    if (reached > seen).any():
        beta, q = rows(), fetch(q)
        for run in np.flatnonzero(reached > seen):
            new = slice(seen[run], reached[run])
            kept.beta[run, new] = beta[:, run] / math.sqrt(np.sum(beta[:, run] ** 2))
            kept.multipliers[run, new] = q[run] / np.sum(q[run])
            kept.log10_margin[run, new], kept.step[run, new] = logarithm[run], t
        seen[:] = np.maximum(seen, reached)
    there = alive & (seen == len(points))
    kept.status[there], alive[there] = End.CONVERGED, False


def _beside(values, layer):
    """Values (runs,) with further axes, so that they broadcast with a layer."""
    return values.reshape(-1, *[1] * (layer.ndim - 1))


def _squares(layers) -> float:
    """Squared norm of all layers together, per run. Returns (runs,)."""
    xp = array_namespace(layers[0])
    return sum(xp.sum(xp.reshape(xp.abs(layer) ** 2, (layer.shape[0], -1)), axis=-1) for layer in layers)
