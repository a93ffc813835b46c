"""Kernels of the linear convolutional net, for runs side by side. Weights are in the Fourier domain, where layers are products.

Weights are (L * 2 * H, lanes): layer by layer, orthonormal real and imaginary parts (see `fourier`). Filters narrower than a signal stay
narrow, since every derivative is projected on their K taps.
"""

from typing import NamedTuple

import numpy as np

from descent.compiled import compiled, inlined
from descent.convbias.fourier import coordinates, multiplicity, signal
from descent.convbias.lanes import clear, mirror
from descent.convbias.nets import Net, padded, split
from descent.elementary import power

LANES = 128
"""Number of runs side by side: more make loops longer, fewer keep the weights in the processor's cache."""


class Conv(NamedTuple):
    """The kernel's description of a net. scale: (H,), c_k^((1 - L) / 2); taps: (K, 2 H), coordinates of single taps, none at full width."""

    L: int
    H: int
    scale: np.ndarray
    taps: np.ndarray


def prepare(net: Net) -> Conv:
    """The kernel's description of a net."""
    c = multiplicity(net.D)
    taps = coordinates(np.eye(net.D)[: net.K if net.K < net.D and net.L > 1 else 0]).reshape(-1, 2 * len(c))
    return Conv(net.L, len(c), power(c, (1 - net.L) / 2), taps)


def enter(w: np.ndarray, net: Net) -> np.ndarray:
    """The kernel's weights. w: (runs, P) as in `nets`. Returns (runs, L * 2 * H)."""
    return np.stack([coordinates(padded(part, net.D)) for part in split(w, net)], axis=1).reshape(len(w), -1)


def leave(w: np.ndarray, net: Net) -> np.ndarray:
    """The weights as in `nets`, from the kernel's weights w (runs, L * 2 * H). Returns (runs, P)."""
    signals = signal(w.reshape(len(w), net.L, 2, -1), net.D)
    return np.concatenate([*(signals[:, layer, : net.K] for layer in range(net.L - 1)), signals[:, -1]], axis=1)


def features(x: np.ndarray) -> np.ndarray:
    """Signals in the coordinates of the kernel's predictor. x: (..., D). Returns (..., 2 * H)."""
    return coordinates(x).reshape(*x.shape[:-1], -1)


def signals(beta: np.ndarray, net: Net) -> np.ndarray:
    """Predictors as signals. beta: (..., 2 * H). Returns (..., D)."""
    return signal(beta.reshape(*beta.shape[:-1], 2, -1), net.D)


@inlined
def _multiply(a, b, k, u, layer, conjugate):
    """(a + ib) *= the layer's coordinate k, or its conjugate. a, b: (lanes,)."""
    lanes = a.size
    for n in range(lanes):
        re, im = u[layer, 0, k, n], conjugate * u[layer, 1, k, n]
        old = a[n]
        a[n] = old * re - b[n] * im
        b[n] = old * im + b[n] * re


@compiled
def predictor(w, net, beta):
    """Set beta (2 * H, lanes): the product of the layers, frequency by frequency."""
    lanes = w.shape[1]
    u, out = w.reshape(net.L, 2, net.H, lanes), beta.reshape(2, net.H, lanes)
    a, b = np.empty(lanes), np.empty(lanes)
    for k in range(net.H):
        for n in range(lanes):
            a[n], b[n] = net.scale[k], 0.0
        for layer in range(net.L):
            _multiply(a, b, k, u, layer, 1.0)
        for n in range(lanes):
            out[0, k, n], out[1, k, n] = a[n], b[n]


@compiled
def _project(taps, d):
    """Project one layer's derivative on its taps. d: (2 * H, lanes)."""
    lanes = d.shape[1]
    t = np.zeros((taps.shape[0], lanes))
    for j in range(taps.shape[0]):
        for k in range(taps.shape[1]):
            for n in range(lanes):
                t[j, n] += taps[j, k] * d[k, n]
    for k in range(taps.shape[1]):
        for n in range(lanes):
            d[k, n] = 0.0
        for j in range(taps.shape[0]):
            for n in range(lanes):
                d[k, n] += taps[j, k] * t[j, n]


@compiled
def push(w, net, g, d):
    """Set d (L * 2 * H, lanes): the derivative of <g, beta> with respect to the weights. g: (2 * H, lanes)."""
    lanes = w.shape[1]
    u, direction, out = w.reshape(net.L, 2, net.H, lanes), g.reshape(2, net.H, lanes), d.reshape(net.L, 2, net.H, lanes)
    a, b = np.empty(lanes), np.empty(lanes)
    for k in range(net.H):
        for n in range(lanes):
            a[n], b[n] = net.scale[k] * direction[0, k, n], net.scale[k] * direction[1, k, n]
        for layer in range(net.L):  # the product of the layers before
            for n in range(lanes):
                out[layer, 0, k, n], out[layer, 1, k, n] = a[n], b[n]
            _multiply(a, b, k, u, layer, -1.0)
        for n in range(lanes):
            a[n], b[n] = 1.0, 0.0
        for layer in range(net.L - 1, -1, -1):  # and of those after
            for n in range(lanes):
                re, im = out[layer, 0, k, n], out[layer, 1, k, n]
                out[layer, 0, k, n] = re * a[n] - im * b[n]
                out[layer, 1, k, n] = re * b[n] + im * a[n]
            _multiply(a, b, k, u, layer, -1.0)
    if net.taps.shape[0]:
        for layer in range(net.L - 1):
            _project(net.taps, d[layer * 2 * net.H : (layer + 1) * 2 * net.H])


@compiled
def _stretch(w, net, theta):
    """Set theta (H, lanes): the sum over layers of the squared product of the other layers."""
    lanes = w.shape[1]
    u = w.reshape(net.L, 2, net.H, lanes)
    before, sizes = np.empty((net.L, lanes)), np.empty((net.L, lanes))
    for k in range(net.H):
        for n in range(lanes):
            theta[k, n] = 0.0
        for layer in range(net.L):
            for n in range(lanes):
                sizes[layer, n] = u[layer, 0, k, n] * u[layer, 0, k, n] + u[layer, 1, k, n] * u[layer, 1, k, n]
                before[layer, n] = before[layer - 1, n] * sizes[layer - 1, n] if layer else net.scale[k] * net.scale[k]
        after = np.ones(lanes)
        for layer in range(net.L - 1, -1, -1):
            for n in range(lanes):
                theta[k, n] += before[layer, n] * after[n]
                after[n] *= sizes[layer, n]


@compiled
def gram(w, net, x, diagonal, K):
    """Set K (N, N, lanes): inner products of the predictions' derivatives. x: (2 * H, N, lanes); diagonal: compute the diagonal alone."""
    lanes = w.shape[1]
    N = x.shape[1]
    clear(K.reshape(N * N, lanes))
    if net.taps.shape[0]:
        sample, rows = np.empty((2 * net.H, lanes)), np.empty((N, net.L * 2 * net.H, lanes))
        for i in range(N):
            for k in range(2 * net.H):
                for n in range(lanes):
                    sample[k, n] = x[k, i, n]
            push(w, net, sample, rows[i])
        for i in range(N):
            for j in range(i, i + 1 if diagonal else N):
                for k in range(rows.shape[1]):
                    for n in range(lanes):
                        K[i, j, n] += rows[i, k, n] * rows[j, k, n]
    else:
        theta = np.empty((net.H, lanes))
        _stretch(w, net, theta)
        a, b = np.empty(lanes), np.empty(lanes)
        for k in range(net.H):
            for i in range(N):
                for n in range(lanes):
                    a[n], b[n] = theta[k, n] * x[k, i, n], theta[k, n] * x[net.H + k, i, n]
                for j in range(i, i + 1 if diagonal else N):
                    for n in range(lanes):
                        K[i, j, n] += a[n] * x[k, j, n] + b[n] * x[net.H + k, j, n]
    mirror(K)
