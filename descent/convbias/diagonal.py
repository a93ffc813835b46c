"""Kernels of the linear diagonal net, for runs side by side: every layer multiplies the signal's entries.

Weights are (L * D, lanes), layer by layer, as in `nets`.
"""

from typing import NamedTuple

import numpy as np

from descent.compiled import compiled
from descent.convbias.coordinates import enter, features, leave, signals
from descent.convbias.lanes import clear, mirror
from descent.convbias.nets import Net

__all__ = ["LANES", "enter", "features", "gram", "leave", "predictor", "prepare", "push", "signals"]
LANES = 128
"""Number of runs side by side: more make loops longer, fewer keep the weights in the processor's cache."""


class Diagonal(NamedTuple):
    """The kernel's description of a net: L layers, signals of length D."""

    L: int
    D: int


def prepare(net: Net) -> Diagonal:
    """The kernel's description of a net."""
    return Diagonal(net.L, net.D)


@compiled
def predictor(w, net, beta):
    """Set beta (D, lanes): the product of the layers, entry by entry."""
    u = w.reshape(net.L, net.D, w.shape[1])
    for k in range(net.D):
        for n in range(w.shape[1]):
            beta[k, n] = u[0, k, n]
        for layer in range(1, net.L):
            for n in range(w.shape[1]):
                beta[k, n] *= u[layer, k, n]


@compiled
def push(w, net, g, d):
    """Set d (L * D, lanes): the derivative of <g, beta> with respect to the weights. g: (D, lanes)."""
    lanes = w.shape[1]
    u, out, product = w.reshape(net.L, net.D, lanes), d.reshape(net.L, net.D, lanes), np.empty(lanes)
    for k in range(net.D):
        for n in range(lanes):
            product[n] = g[k, n]
        for layer in range(net.L):  # the product of the layers before
            for n in range(lanes):
                out[layer, k, n] = product[n]
                product[n] *= u[layer, k, n]
        for n in range(lanes):
            product[n] = 1.0
        for layer in range(net.L - 1, -1, -1):  # and of those after
            for n in range(lanes):
                out[layer, k, n] *= product[n]
                product[n] *= u[layer, k, n]


@compiled
def gram(w, net, x, diagonal, K):
    """Set K (N, N, lanes): inner products of the predictions' derivatives. x: (D, N, lanes); diagonal: compute the diagonal alone."""
    lanes, N = w.shape[1], x.shape[1]
    ones, others, stretch = np.ones((net.D, lanes)), np.empty_like(w), np.empty(lanes)
    push(w, net, ones, others)
    products = others.reshape(net.L, net.D, lanes)
    clear(K.reshape(N * N, lanes))
    for k in range(net.D):
        for n in range(lanes):
            stretch[n] = 0.0
        for layer in range(net.L):
            for n in range(lanes):
                stretch[n] += products[layer, k, n] * products[layer, k, n]
        for i in range(N):
            for j in range(i, i + 1 if diagonal else N):
                for n in range(lanes):
                    K[i, j, n] += stretch[n] * x[k, i, n] * x[k, j, n]
    mirror(K)
