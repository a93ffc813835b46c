"""A basis of a linear space of vectors with as few entries as can be: laws that a person can read."""

import numpy as np
from scipy.linalg import qr, solve

ROUNDS = 6
"""Bases that are tried; in each another few vectors are long because they stand in for a trivial one."""
SMALL = 1e-7
"""An entry below this share of a vector's largest is rounding."""


def sparsest(space: np.ndarray, modulo: np.ndarray, small: float = SMALL, seed: int = 0) -> np.ndarray:
    """Vectors of few entries that span `space` together with `modulo`, greedily the shortest first, independent of it and each other.

    space: (k, n), orthonormal rows; modulo: (m, n) vectors in it. Returns (k - m, n) where `modulo` is independent, largest entry 1.

    Candidates are circuits: the vectors of `space` that are zero at all but one of k pivots. Other pivots give other circuits, so a few
    sets of them are drawn at random.
    """
    generator = np.random.default_rng(seed)
    wanted, taken = len(space) - len(modulo), []
    if wanted <= 0:
        return np.zeros((0, space.shape[1]))
    found = np.concatenate([_circuits(space, generator, small) for _ in range(ROUNDS)])
    basis = np.zeros((0, space.shape[1])) if not len(modulo) else np.linalg.qr(modulo.T)[0].T
    for n in np.argsort((found != 0).sum(axis=1), kind="stable"):
        rest = found[n] / np.linalg.norm(found[n])
        for _ in range(2):  # twice, so that what is left is orthogonal to rounding
            rest = rest - (rest @ basis.T) @ basis
        size = np.linalg.norm(rest)
        if size > 1e-3 / np.sqrt(space.shape[1]):
            basis = np.concatenate([basis, rest[None] / size])
            taken.append(found[n])
        if len(taken) == wanted:
            break
    return np.array(taken)


def _circuits(space: np.ndarray, generator: np.random.Generator, small: float) -> np.ndarray:
    """The k circuits of pivots that are chosen well-conditioned among columns of random weight. Returns (k, n)."""
    weights = generator.uniform(0.2, 1.0, space.shape[1])
    pivots = qr(space * weights, mode="r", pivoting=True)[1][: len(space)]
    found = solve(space[:, pivots], space)
    found /= np.abs(found).max(axis=1, keepdims=True)
    found[np.abs(found) < small] = 0.0
    return found
