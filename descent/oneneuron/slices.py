"""Slices of the landscape through a bad minimum: a plane of the net's parameters, a plane of the neuron's, and the descent path it opens.

The size of the planes and SMALL are our choice.
"""

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
"""Largest |w| at which the descent path is compared with its leading term."""


class Slices(NamedTuple):
    """Values of F around one minimum."""

    at: np.ndarray
    """Coordinates of both axes of the net's plane. (n,)"""
    net: np.ndarray
    """L(theta + s u + t v) for two random orthonormal directions. (n, n)"""
    a: np.ndarray
    """Coordinates of a in the neuron's plane. (n,)"""
    w: np.ndarray
    """Coordinates of w along its direction in the neuron's plane. (n,)"""
    neuron: np.ndarray
    """F(theta, a, b = 0, w), with the net at its minimum and w along a random direction. (n of w, n of a)"""
    best_a: np.ndarray
    """The a that minimises F for each w. (n,)"""
    opened: np.ndarray
    """F at best_a. (n,)"""
    quartic: float
    """Coefficient q of the decrease q w^4 of F for small w; NaN unless the sums of l'_i and of l'_i x_i (along the direction) are zero."""


def slices(known: Landscape, lam: float, reach: float, n: int, generator) -> Slices:
    """Slices of one landscape. n: number of points per axis.

    reach: the axes of the net's plane go from -reach to reach, that of a 0.4 times as far, and that of w twice as far.
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
    """L at the minimum, the middle of the net's plane. net: (runs, n, n), as in `Slices`. Returns (runs,)."""
    return net[:, net.shape[1] // 2, net.shape[2] // 2]


def measured_quartic(w, fallen):
    """Measured quartic coefficient: median of the decrease of F divided by w^4, for |w| <= SMALL. w, fallen: (runs, n). Returns (runs,)."""
    near = (np.abs(w) <= SMALL) & (w != 0.0)
    return np.array([np.median(fall[kept] / power(at[kept], 4)) for at, fall, kept in zip(w, fallen, near, strict=True)])
