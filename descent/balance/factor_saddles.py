"""Saddles of matrix factorisation: points where U V^T keeps some of M's singular triples and lacks the others, drawn at random.

In coordinates of the span (see `factorisation`) X = diag(sqrt(s)) G in the rows of the triples that are kept and zero in the others, and
likewise Y with H = G^-T. X may have a column more, outside M's singular vectors, that Y does not see; it makes both sides unequal.

The lowest curvature of the Hessian is negative at all of them. Along P = alpha a_j x^T, Q = beta b_j y^T, with (a_j, s_j, b_j) a triple
that is missing, x a unit vector that V maps to zero and y one that U does but for that column n, alpha^2 + beta^2 = 1, it is
beta^2 c - 2 alpha beta s_j x.y with c = |n|^2 (x.y)^2, and least at c/2 - sqrt(c^2/4 + s_j^2 (x.y)^2). The bound is ours, and so are the
saddles. Where the sides are equal (G = 1, no column) it is minus the largest missing singular value, and that is the lowest curvature.
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
    """The least singular value of M that is missing."""
    bound: float
    """What the lowest curvature is at most."""


def saddle(generator, s, kept: int, skew: float) -> Saddle:
    """A saddle that has so many of M's singular triples, any of them. Raises ValueError where no triple is missing.

    s: (r,); skew: 0 for sides that are equal, else the standard deviation of the logarithms by which G stretches, and the length of the
    column that Y does not see.
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
    """A start beside a saddle, by normal entries of this standard deviation in all d rows of U and V. Returns X and Y (2r, r)."""
    r = point.X.shape[1]
    X, Y = (side + distance * gaussian_coordinates(generator, d, r) for side in (point.X, point.Y))
    return X, Y


def slope(s, X, Y) -> float:
    """The norm of the gradient, zero at a saddle. s: (r,); X, Y: (2r, r)."""
    E = matmul(X, Y.T) - ends(s)
    return float(np.sqrt(square(norm(matmul(E, Y))) + square(norm(matmul(E.T, X)))))


def lowest_curvature(s, X, Y) -> float:
    """The lowest eigenvalue of the Hessian of 1/2 ||X Y^T - diag(s)||^2. Directions out of the span have none below zero: there E vanishes.
    s: (r,); X, Y: (2r, r).
    """
    (rows, r), E = X.shape, matmul(X, Y.T) - ends(s)
    basis = np.eye(2 * rows * r).reshape(-1, 2, rows, r)
    P, Q = basis[:, 0], basis[:, 1]
    change = matmul(P, Y.T) + matmul(X, Q.mT)
    along = np.stack([matmul(change, Y) + matmul(E, Q), matmul(change.mT, X) + matmul(E.T, P)], axis=1)
    hessian = along.reshape(len(basis), -1)
    return float(eigvalsh(0.5 * (hessian + hessian.T))[0])
