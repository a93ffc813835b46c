"""The landscape through a bad minimum: a plane of the net's parameters, the plane of the neuron's, and the way down that it opens."""

from typing import NamedTuple

import numpy as np

from descent.algebra import dot, matmul, norm, qr
from descent.elementary import power, square
from descent.oneneuron.augmentations import augment, exponential
from descent.oneneuron.landscapes import Landscape
from descent.oneneuron.objective import gradients, outputs
from descent.oneneuron.problem import net_size, size
from descent.random import normal_numbers

BISECTIONS = 100
SMALL = 0.2
"""Largest |w| at which the way down is compared with its first term. Ours."""


class Slices(NamedTuple):
    """Values of F around one minimum."""

    at: np.ndarray
    """Coordinates of both axes of the net's plane. (n,)"""
    net: np.ndarray
    """L(theta + s u + t v) for two random orthonormal directions. (n, n)"""
    a: np.ndarray
    """Coordinates of a in the neuron's plane. (n,)"""
    w: np.ndarray
    """Coordinates of w there. (n,)"""
    neuron: np.ndarray
    """F(theta, a, b = 0, w), the net at its minimum; w along a random direction. (n of w, n of a)"""
    best_a: np.ndarray
    """The a with the least F for each w. (n,)"""
    opened: np.ndarray
    """That least F. (n,)"""
    quartic: float
    """How steeply the way opens: F falls as quartic w^4 for small w where sum of l'_i and of l'_i x_i is zero, NaN where they are not."""


def slices(known: Landscape, lam: float, reach: float, n: int, generator) -> Slices:
    """Slices of one landscape. reach: the planes go from -reach to reach, for a 0.4 times as far, for w twice; n: points of an
    axis. Ours.
    """
    base, theta = known.problem, known.theta
    augmented = augment(exponential, base, lam=lam)
    at = np.linspace(-reach, reach, n)
    u, v = qr(normal_numbers(generator, (theta.size, 2)))[0].T[:2]
    plane = theta + at[:, None, None] * u + at[None, :, None] * v
    net = gradients(base, plane.reshape(-1, theta.size))[0].reshape(n, n)
    direction = normal_numbers(generator, base.x.shape[1])
    direction = direction / norm(direction) * np.sign(direction[0])
    a, w = 0.4 * at, 2.0 * at

    def with_neuron(a, w):
        xi = np.zeros((a.size, size(augmented)))
        xi[:, : theta.size] = theta
        xi[:, net_size(augmented.widths)] = a.ravel()
        xi[:, net_size(augmented.widths) + 2 :] = w.ravel()[:, None] * direction
        return gradients(augmented, xi)

    grid_w, grid_a = np.meshgrid(w, a, indexing="ij")
    neuron = with_neuron(grid_a, grid_w)[0].reshape(n, n)
    low, high = np.full(n, -100.0), np.full(n, 100.0)
    for _ in range(BISECTIONS):  # F is convex in a
        middle = 0.5 * (low + high)
        rising = with_neuron(middle, w)[1][:, net_size(augmented.widths)] > 0.0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    best = 0.5 * (low + high)
    slack = np.maximum(1.0 - base.y[:, 0] * outputs(base, theta)[:, 0], 0.0)
    slopes = -base.y[:, 0] * base.p * power(slack, base.p - 1)
    along = matmul(base.x, direction)
    flat = max(abs(slopes.sum()), abs(dot(slopes, along))) < 1e-9
    curvature = lam + base.p * (base.p - 1) * np.sum(power(slack, base.p - 2))
    quartic = square(0.5 * dot(slopes, along * along)) / (2.0 * curvature) if flat else np.nan
    return Slices(at, net, a, w, neuron, best, with_neuron(best, w)[0], quartic)


def minimum(net) -> np.ndarray:
    """L at the minimum, in the middle of the net's plane. net: (runs, n, n), as in `Slices`. Returns (runs,)."""
    return net[:, net.shape[1] // 2, net.shape[2] // 2]


def measured_quartic(w, fallen):
    """How steeply the way opens, as measured: the median of the fall of F over w^4, at small w. w, fallen: (runs, n). Returns (runs,)."""
    near = (np.abs(w) <= SMALL) & (w != 0.0)
    return np.array([np.median(fall[kept] / power(at[kept], 4)) for at, fall, kept in zip(w, fallen, near, strict=True)])
