"""Gradient descent of figure 2's net, with its first layer in coordinates of the points where that takes fewer operations.

Every gradient of the first layer is S X^T, with the signals S (width, N) and the points X (d, N), so W1 = W1_0 - D X^T with D the sum of
eta S. The net depends on W1 through Z = W1 X alone, which changes by -eta S (X^T X) per step. One product with an N x N matrix then
replaces two with X. The descent is the same up to rounding; ||W1||^2 = ||W1_0||^2 - <D, W1_0 X + Z> and ||S X^T||^2 = <S, S X^T X>.
"""

from typing import Literal

import numpy as np
from array_api_compat import array_namespace

from descent import parameters, progress
from descent.activations import activate
from descent.arrays import matmul
from descent.balance.gradient_descent import Descended, descend, descended, exact_squares
from descent.balance.nets import Net, Points, matrix, net
from descent.elementary import square
from descent.losses import mean_loss
from descent.methods import gd
from descent.parameters import given
from descent.random import normal_numbers

LOSS = "quadratic"
"""The loss of figure 2."""
STARTS = {"balanced": (0.1, 0.1, 0.1), "unbalanced": (10.0, 1.0, 0.1)}
"""||W^(h)||_F^2 at the start. At the paper's widths the entries have the paper's variances: 1e-6, 1e-5, 1e-4, or 1e-4 in all layers."""


class Parameters(parameters.Parameters):
    """Parameters of the net of figure 2 and of its start."""

    d: int = given(description="Length of an input.", ge=1, le=100_000)
    width: int = given(8, "Neurons of a hidden layer.", ge=1, le=10_000)
    outputs: int = given(3, "Length of an output.", ge=1, le=1000)
    start: Literal[*STARTS] = given(description="0.1 for the squared norms of all layers (balanced), or 10, 1 and 0.1 (unbalanced).")


def shape_of(d: int, width: int, outputs: int) -> Net:
    """The net of figure 2, with other widths."""
    return net([d, width, width, outputs], "relu")


def gaussian_layers(generator, net: Net, start: str) -> np.ndarray:
    """Normal weights with which each layer has about the squared norm in `STARTS`. Returns (1, P)."""
    theta = normal_numbers(generator, (1, net.P))
    for layer, squared in zip(net.layers, STARTS[start], strict=True):
        theta[:, layer.weights] *= np.sqrt(squared / (layer.out * layer.into))
    return theta


def fewer_points(net: Net, data: Points) -> bool:
    """Whether a product with an N x N matrix is cheaper than two with the points."""
    return data.x.shape[-1] < 2 * net.layers[0].into


def train(net: Net, theta, data: Points, eta: float, kept_at) -> Descended:
    """Descent of one run, in coordinates of the points if that is cheaper. theta: (1, P). Observes ||W^(h)||_F^2 of each layer."""
    if fewer_points(net, data):
        return by_points(net, theta, data, eta, kept_at)
    return descend(net, LOSS, theta, data, gd, {"eta": eta, "weight_decay": 0.0}, kept_at, lambda theta: exact_squares(net, theta))


def by_points(net: Net, theta, data: Points, eta: float, kept_at) -> Descended:
    """Descent of one run of a net of three layers, the first in coordinates of the points. theta: (1, P)."""
    xp, kept_at = array_namespace(theta), list(kept_at)
    W1, W2, W3 = (xp.asarray(matrix(layer, theta), copy=True) for layer in net.layers)
    products, start = matmul(data.transposed, data.x), matmul(W1, data.x)
    Z, D, moved, first = xp.asarray(start, copy=True), xp.zeros_like(start), 0.0, _inner(W1, W1)
    seen, travelled, losses = [], [], []
    with np.errstate(all="ignore"):  # a run that diverges has a loss that is not finite
        for t in progress.through(range(kept_at[-1] + 1), "step"):
            if t == kept_at[len(seen)]:
                seen.append(xp.stack([first - _inner(D, start + Z), _inner(W2, W2), _inner(W3, W3)], axis=-1))
                travelled.append(moved + 0.0 * seen[-1])
            a1, slope1 = activate(net.activation, Z)
            a2, slope2 = activate(net.activation, matmul(W2, a1))
            loss, signal = mean_loss(LOSS, matmul(W3, a2), data.y)
            losses.append(loss)
            if t == kept_at[-1]:
                break
            g3, signal = matmul(signal, a2.mT), matmul(W3.mT, signal) * slope2
            g2, signal = matmul(signal, a1.mT), matmul(W2.mT, signal) * slope1
            turn = matmul(signal, products)
            pushed = [xp.sum(a * b, axis=(-2, -1)) for a, b in ((signal, turn), (g2, g2), (g3, g3))]
            moved = moved + square(eta) * xp.astype(xp.stack(pushed, axis=-1), xp.float64)
            W3 -= eta * g3
            W2 -= eta * g2
            Z -= eta * turn
            D += eta * signal
    return descended(kept_at, seen, travelled, losses)


def _inner(a, b):
    """<a, b> of matrices (1, ., .), in float64. Returns (1,)."""
    xp = array_namespace(a)
    return xp.sum(xp.astype(a, xp.float64) * xp.astype(b, xp.float64), axis=(-2, -1))
