"""Kernels of the fully connected linear net, for runs side by side.

Weights are (P, lanes): the matrices row by row, then the last layer, as in `nets`.
"""

from typing import NamedTuple

import numpy as np

from descent.compiled import compiled, inlined
from descent.convbias.coordinates import enter, features, leave, signals
from descent.convbias.lanes import clear, mirror, squares
from descent.convbias.nets import Net

__all__ = ["LANES", "enter", "features", "gram", "leave", "predictor", "prepare", "push", "signals"]
LANES = 32
"""Number of runs side by side: more make loops longer, fewer keep the weights in the processor's cache."""


class Full(NamedTuple):
    """The kernel's description of a net: L layers, signals of length D."""

    L: int
    D: int


def prepare(net: Net) -> Full:
    """The kernel's description of a net."""
    return Full(net.L, net.D)


@inlined
def _matrix(w, net, layer):
    """The matrix of a layer, (D, D, lanes)."""
    return w[layer * net.D * net.D : (layer + 1) * net.D * net.D].reshape(net.D, net.D, w.shape[1])


@compiled
def _backward(w, net, after):
    """Set after (L, D, lanes): W_{l+1}^T ... w_L for every l, from beta itself to the last layer."""
    lanes = w.shape[1]
    D = net.D
    last = w[(net.L - 1) * D * D :]
    for a in range(D):
        for n in range(lanes):
            after[net.L - 1, a, n] = last[a, n]
    for layer in range(net.L - 2, -1, -1):
        matrix = _matrix(w, net, layer)
        clear(after[layer])
        for a in range(D):
            for b in range(D):
                for n in range(lanes):
                    after[layer, b, n] += matrix[a, b, n] * after[layer + 1, a, n]


@compiled
def predictor(w, net, beta):
    """Set beta (D, lanes) = W_1^T ... W_{L-1}^T w_L."""
    lanes = w.shape[1]
    after = np.empty((net.L, net.D, lanes))
    _backward(w, net, after)
    for b in range(net.D):
        for n in range(lanes):
            beta[b, n] = after[0, b, n]


@compiled
def push(w, net, g, d):
    """Set d (P, lanes): the derivative of <g, beta> with respect to the weights. g: (D, lanes)."""
    lanes = w.shape[1]
    D = net.D
    after = np.empty((net.L, D, lanes))
    _backward(w, net, after)
    before = g
    for layer in range(net.L - 1):
        matrix, out = _matrix(w, net, layer), _matrix(d, net, layer)
        new = np.zeros((D, lanes))
        for a in range(D):
            for b in range(D):
                for n in range(lanes):
                    out[a, b, n] = after[layer + 1, a, n] * before[b, n]
                    new[a, n] += matrix[a, b, n] * before[b, n]
        before = new
    for a in range(D):
        for n in range(lanes):
            d[(net.L - 1) * D * D + a, n] = before[a, n]


@compiled
def gram(w, net, x, diagonal, K):
    """Set K (N, N, lanes): inner products of the predictions' derivatives. x: (D, N, lanes); diagonal: compute the diagonal alone."""
    lanes = w.shape[1]
    D, N = net.D, x.shape[1]
    after = np.empty((net.L, D, lanes))
    _backward(w, net, after)
    before, share = x, np.empty((N, N, lanes))
    clear(K.reshape(N * N, lanes))
    for layer in range(net.L):
        clear(share.reshape(N * N, lanes))
        for a in range(D):
            for i in range(N):
                for j in range(i, i + 1 if diagonal else N):
                    for n in range(lanes):
                        share[i, j, n] += before[a, i, n] * before[a, j, n]
        size = np.ones(lanes)
        if layer < net.L - 1:
            squares(after[layer + 1], size)
        for i in range(N):
            for j in range(i, N):
                for n in range(lanes):
                    K[i, j, n] += size[n] * share[i, j, n]
        if layer < net.L - 1:
            matrix, new = _matrix(w, net, layer), np.zeros((D, N, lanes))
            for a in range(D):
                for b in range(D):
                    for i in range(N):
                        for n in range(lanes):
                            new[a, i, n] += matrix[a, b, n] * before[b, i, n]
            before = new
    mirror(K)
