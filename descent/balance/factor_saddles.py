"""Saddles of matrix factorisation, drawn at random: points where U V^T has some of M's singular triples and lacks the others.

In coordinates of the span (see `factorisation`) X is diag(sqrt(s)) G in the rows of the kept triples and zero in those of the missing ones,
and Y is the same with H = G^-T. X may have a further row n, outside M's singular vectors and orthogonal to the rows of Y, so that U V^T
does not change; it makes the two sides unequal.

The lowest curvature is negative at all of these saddles. Let (a_j, s_j, b_j) be a missing triple, x a unit vector with V x = 0, and y a
unit vector with U y = 0 apart from the row n. Along P = alpha a_j x^T, Q = beta b_j y^T with alpha^2 + beta^2 = 1 the curvature is
beta^2 c - 2 alpha beta s_j x.y, where c = |n|^2 (x.y)^2 if n is parallel to x and else 0. Its least value over alpha and beta,
c/2 - sqrt(c^2/4 + s_j^2 (x.y)^2), bounds the lowest curvature from above. For equal sides (G = 1, n = 0) the bound is minus the largest
missing singular value, and it is attained. The saddles and the bound are ours.
"""

from typing import NamedTuple

import numpy as np

from descent.algebra import eigvalsh, matmul, norm, qr
from descent.balance.factorisation import ends, gaussian_coordinates
from descent.elementary import exp, square
from descent.random import normal_numbers


class Saddle(NamedTuple):
    """A saddle in coordinates of the span."""

    X: np.ndarray
    """(2r, r)"""
    Y: np.ndarray
    """(2r, r)"""
    least: float
    """The least missing singular value of M."""
    bound: float
    """Upper bound on the lowest curvature."""


def saddle(generator, s, kept: int, skew: float) -> Saddle:
    """A saddle with `kept` random ones of M's singular triples. Raises ValueError where no triple is missing.

    s: (r,); skew: 0 for equal sides, else the standard deviation of the logarithms of G's column scales, and the norm of the row n.
    """
    r = len(s)
    if not 0 <= kept < r:
        raise ValueError(f"kept = {kept}: must be from 0 to {r - 1}, below the rank")
    order = generator.permutation(r)
    turn, stretch = qr(normal_numbers(generator, (r, r)))[0], exp(skew * normal_numbers(generator, r))
    if skew == 0.0:
        turn, stretch = np.eye(r), np.ones(r)
    G, H, missing = turn * stretch, turn / stretch, order[kept:]
    there = np.where(np.isin(np.arange(r), missing), 0.0, np.sqrt(s))[:, None]
    X, Y = np.zeros((2 * r, r)), np.zeros((2 * r, r))
    X[:r], Y[:r] = there * G, there * H
    first = missing[0]
    X[r] = skew * G[first] / norm(G[first])
    cosine = 1.0 / (norm(G[missing], axis=1) * norm(H[missing], axis=1))
    c = np.where(missing == first, square(skew * cosine), 0.0)
    return Saddle(X, Y, float(s[missing].min()), float((0.5 * c - np.sqrt(square(0.5 * c) + square(s[missing] * cosine))).min()))


def beside(generator, point: Saddle, d: int, distance: float) -> tuple[np.ndarray, np.ndarray]:
    """A start near a saddle: normal noise with standard deviation `distance` in all d rows of U and V. Returns X and Y (2r, r)."""
    r = point.X.shape[1]
    X, Y = (side + distance * gaussian_coordinates(generator, d, r) for side in (point.X, point.Y))
    return X, Y


def slope(s, X, Y) -> float:
    """The norm of the gradient, which is zero at a saddle. s: (r,); X, Y: (2r, r)."""
    E = matmul(X, Y.T) - ends(s)
    return float(np.sqrt(square(norm(matmul(E, Y))) + square(norm(matmul(E.T, X)))))


def lowest_curvature(s, X, Y) -> float:
    """The lowest eigenvalue of the Hessian of 1/2 ||X Y^T - diag(s)||^2. s: (r,); X, Y: (2r, r).

    Directions out of the span have no negative curvature, since E = U V^T - M is zero there.
    """
    (rows, r), E = X.shape, matmul(X, Y.T) - ends(s)
    basis = np.eye(2 * rows * r).reshape(-1, 2, rows, r)
    P, Q = basis[:, 0], basis[:, 1]
    change = matmul(P, Y.T) + matmul(X, Q.mT)
    along = np.stack([matmul(change, Y) + matmul(E, Q), matmul(change.mT, X) + matmul(E.T, P)], axis=1)
    hessian = along.reshape(len(basis), -1)
    return float(eigvalsh(0.5 * (hessian + hessian.T))[0])
