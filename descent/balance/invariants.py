"""The invariants of gradient flow, and their drift along a path, relative to the norms in them."""

from itertools import pairwise

import numpy as np

from descent import checked
from descent.algebra import matmul, norm
from descent.balance.nets import Net, matrix
from descent.elementary import exp, square


def _by_unit(values, unit) -> np.ndarray:
    """Sums over the weights of each unit. values: (..., weights); unit: (weights,). Returns (..., units)."""
    order = np.argsort(unit, kind="stable")
    return np.add.reduceat(values[..., order], np.searchsorted(unit[order], np.arange(unit.max() + 1)), axis=-1)


def squares(net: Net, theta) -> np.ndarray:
    """||v^(h)||^2 of the free weights of every layer (theorem 2.3; corollary 2.1). theta: (..., P). Returns (..., layers)."""
    return np.stack([square(theta[..., layer.weights]).sum(axis=-1) for layer in net.layers], axis=-1)


def differences(norms) -> np.ndarray:
    """||v^(h)||^2 - ||v^(h+1)||^2 of neighbouring layers (theorem 2.3). norms: (..., layers). Returns (..., layers - 1)."""
    return norms[..., :-1] - norms[..., 1:]


def ratios(norms) -> np.ndarray:
    """||v^(h)||^2 / ||v^(h+1)||^2 of neighbouring layers. norms: (..., layers). Returns (..., layers - 1)."""
    return norms[..., :-1] / norms[..., 1:]


def spread(norms) -> np.ndarray:
    """Ratio of the largest to the smallest squared norm of a layer. norms: (..., layers). Returns (...)."""
    return norms.max(axis=-1) / norms.min(axis=-1)


def largest_relative(values, norms) -> np.ndarray:
    """Largest |value| over all points, divided by the smallest of the norms at the last point.

    values: (runs, points, ...); norms: (runs, points, layers). Returns (runs,).
    """
    return np.abs(values).max(axis=(1, 2)) / norms[:, -1].min(axis=1)


def _drift(difference, size) -> np.ndarray:
    """Largest |difference - difference at the start| over entries and pairs of layers, divided by the size at that time.

    difference, size: (runs, points, ...). Returns (runs, points).
    """
    moved = np.abs(difference - difference[:, :1]) / size
    return moved.reshape(*moved.shape[:2], -1).max(axis=-1)


def _along(net: Net, theta) -> np.ndarray:
    """theta as an array (runs, points, P). Raises ValueError where its shape is not that of the net's parameters."""
    return checked.array("theta", theta, "runs", "points", net.P, finite=False)


def layer_drift(net: Net, theta) -> np.ndarray:
    """Drift of ||v^(h)||^2 - ||v^(h+1)||^2, divided by their sum. theta: (runs, points, P). Returns (runs, points)."""
    norms = squares(net, _along(net, theta))
    return _drift(differences(norms), norms[..., :-1] + norms[..., 1:])


def unit_drift(net: Net, theta, biases: bool = True) -> np.ndarray:
    """Drift of ||W^(h)[i,:]||^2 - ||W^(h+1)[:,i]||^2 of hidden neurons i, or channels of a convolution (theorem 2.1), divided by the sum.

    theta: (runs, points, P); biases: whether a neuron's bias counts as one of its incoming weights. Returns (runs, points).
    """
    theta, drifts = _along(net, theta), []
    for layer, after in pairwise(net.layers):
        into = _by_unit(square(theta[..., layer.weights]), layer.out_unit)
        if biases and layer.biases.stop > layer.biases.start:
            into = into + square(theta[..., layer.biases])
        out = _by_unit(square(theta[..., after.weights]), after.in_unit)
        drifts.append(_drift(into - out, into + out))
    return np.max(drifts, axis=0)


def balances_matrices(net: Net) -> bool:
    """Whether theorem 2.2 is about this net: a linear net with full layers."""
    return net.activation == "linear" and all(layer.uses is None for layer in net.layers)


def matrix_drift(net: Net, theta) -> np.ndarray:
    """Drift of W^(h) W^(h)T - W^(h+1)T W^(h+1) (theorem 2.2) in Frobenius norm, divided by the sum of both terms' norms.

    theta: (runs, points, P). Returns (runs, points).
    """
    theta, drifts = _along(net, theta), []
    for layer, after in pairwise(net.layers):
        W, A = (matrix(part, theta.reshape(-1, theta.shape[-1])) for part in (layer, after))
        left, right = matmul(W, W.mT), matmul(A.mT, A)
        both = (left - right).reshape(*theta.shape[:2], *left.shape[1:])
        size = (norm(left, axis=(1, 2)) + norm(right, axis=(1, 2))).reshape(theta.shape[:2])
        drifts.append(norm(both - both[:, :1], axis=(2, 3)) / size)
    return np.max(drifts, axis=0)


def unexplained(norms, moved) -> np.ndarray:
    """Difference between the drift of ||v^(h)||^2 - ||v^(h+1)||^2 under gradient descent and its exact value.

    The exact value is the sum over iterations of ||eta g^(h)||^2 - ||eta g^(h+1)||^2. norms: squared norms (runs, points, layers); moved:
    the sums (runs, points, layers). Returns the largest difference over layers and points, divided by the sum of both norms, (runs,).
    Source: the step from flow to descent in the proof of theorem 2.1, in which <W^(h), g^(h)> is the same for all layers.
    """
    return _drift(differences(norms - moved), norms[..., :-1] + norms[..., 1:]).max(axis=1)


def decayed(weight_decay: float, t) -> np.ndarray:
    """The factor e^(-2 lambda t) by which weight decay lambda reduces a difference of squared norms after a flow time t, of any shape."""
    return exp(-2 * weight_decay * t)
