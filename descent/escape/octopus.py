"""The octopus for batches of points in any float type: its domain, value, gradient and Hessian, and its constants in the theorems.

`descent.problems.octopus` is the same at one point, for the loop and for kernels. Source: Du et al. 2017, section 4.
"""

from functools import cache

import numpy as np

from descent.elementary import cos_turns, sin_turns, square
from descent.escape.buffer import Octopus, g1, g2, nu


def stage(x, p: Octopus):
    """Number of saddles passed: index of the first coordinate with |x_i| <= 2 tau, or d. x: (runs, d). Returns (runs,) int."""
    near = np.abs(x) <= 2 * p.tau
    return np.where(near.any(axis=1), near.argmax(axis=1), x.shape[1])


def inside(x, p: Octopus):
    """Whether points are in the domain, the tube (section 4.1). x: (runs, d); NaN is outside. Returns (runs,) bool."""
    y = np.abs(x)
    index, i = np.arange(x.shape[1]), stage(x, p)[:, None]
    passed = (index < i) & (y > 2 * p.tau) & (y <= 6 * p.tau)
    current = (index == i) & (y <= 2 * p.tau)
    ahead = (index > i) & (y <= p.tau)
    return (passed | current | ahead).all(axis=1)


def _parts(x, p: Octopus):
    """Shared parts of value, gradient and Hessian: |x| padded with two zeros, the masks, and the profiles at |x_i|."""
    if not inside(x, p).all():
        outside = int((~inside(x, p)).sum())
        raise ValueError(f"{outside} of {len(x)} points lie outside the octopus's domain, where it has no value")
    y = np.abs(np.pad(x, ((0, 0), (0, 2))))
    i = stage(x, p)
    index = np.arange(y.shape[1])
    passed, ahead = index < i[:, None], index > i[:, None] + 1
    rows = np.arange(len(x))
    y_i, y_next = y[rows, i], y[rows, i + 1]
    buffer = y_i > p.tau
    flat = (-p.gamma * y_i * y_i, -2 * p.gamma * y_i, np.full_like(y_i, -2 * p.gamma))
    across = (np.full_like(y_i, p.L), np.zeros_like(y_i), np.zeros_like(y_i))
    along = [np.where(buffer, b, f) for b, f in zip(g1(y_i, p), flat, strict=True)]
    across = [np.where(buffer, b, f) for b, f in zip(g2(y_i, p), across, strict=True)]
    return y, rows, i, passed, ahead, y_i, y_next, along, across


def value(x, p: Octopus):
    """f(x). x: (runs, d), any float type. Returns (runs,). Raises ValueError for points outside the domain."""
    y, _, i, passed, ahead, _, y_next, along, across = _parts(x, p)
    behind = (passed * p.L * square(y - 4 * p.tau)).sum(axis=1) - i * nu(p)
    return behind + along[0] + across[0] * square(y_next) + p.L * (ahead * square(y)).sum(axis=1)


def gradient(x, p: Octopus):
    """Gradient of f. x: (runs, d). Returns (runs, d). Raises ValueError for points outside the domain."""
    y, rows, i, passed, ahead, _, y_next, along, across = _parts(x, p)
    slope = 2 * p.L * (passed * (y - 4 * p.tau) + ahead * y)
    slope[rows, i] = along[1] + across[1] * square(y_next)
    slope[rows, i + 1] = 2 * across[0] * y_next
    return slope[:, : x.shape[1]] * np.sign(x)


def hessian(x, p: Octopus):
    """Hessian of f. x: (runs, d). Returns (runs, d, d). Raises ValueError for points outside the domain."""
    _, rows, i, _, _, _, y_next, along, across = _parts(x, p)
    d = x.shape[1]
    full = np.zeros((len(x), d + 2, d + 2), dtype=x.dtype)
    full[:, np.arange(d + 2), np.arange(d + 2)] = 2 * p.L
    sign = np.where(np.pad(x, ((0, 0), (0, 2))) < 0, -1, 1)
    full[rows, i, i] = along[2] + across[2] * square(y_next)
    full[rows, i + 1, i + 1] = 2 * across[0]
    full[rows, i, i + 1] = full[rows, i + 1, i] = 2 * across[1] * y_next * sign[rows, i] * sign[rows, i + 1]
    return full[:, :d, :d]


@cache
def smoothness(L: float, gamma: float) -> float:
    """ell, the largest |eigenvalue| of the Hessian over the tube, which does not depend on tau. Theorem 4.1 assumes eta <= 1/ell.

    Largest value on a grid of 1001 by 201 points of the two-dimensional buffer; outside the buffer the eigenvalues are 2 L and -2 gamma.
    """
    p = Octopus(1.0, L, gamma)
    y, z = (grid.ravel() for grid in np.meshgrid(np.linspace(1, 2, 1001), np.linspace(0, 1, 201)))
    H = hessian(np.stack([y, z], axis=1), p)
    middle, half = 0.5 * (H[:, 0, 0] + H[:, 1, 1]), 0.5 * (H[:, 0, 0] - H[:, 1, 1])
    return float((np.abs(middle) + np.sqrt(square(half) + square(H[:, 0, 1]))).max())


@cache
def hessian_lipschitz(p: Octopus) -> float:
    """rho, the Lipschitz constant of the Hessian over the tube: the largest third derivative along a unit direction. For corollary 4.3.

    Largest value on a grid of the buffer of 201 by 51 points and 181 directions; outside the buffer the third derivative is 0.
    """
    s, z = np.linspace(0, 1, 201)[None, :, None], np.linspace(0, p.tau, 51)[:, None, None]
    u, v = (np.array([turned(k / 360) for k in range(181)]) for turned in (cos_turns, sin_turns))
    drop = p.L + p.gamma
    g1_third = (-28 * p.L + 20 * p.gamma) / p.tau + 12 * (5 * p.L - 3 * p.gamma) * s / p.tau
    _, g2_slope, g2_curvature = g2(p.tau * (1 + s), p)
    g2_third = -drop * 60 * (1 - 6 * s + 6 * square(s)) / (p.tau * p.tau * p.tau)
    third = (g1_third + g2_third * square(z)) * (u * u * u) + 6 * g2_curvature * z * (u * u * v) + 6 * g2_slope * (u * v * v)
    return float(np.abs(third).max())
