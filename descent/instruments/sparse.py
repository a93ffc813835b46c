"""A basis of a linear space of vectors with as few entries as can be: laws that a person can read."""

import numpy as np
from scipy.linalg import qr, solve

ROUNDS = 8
"""Bases that are tried at most; in each another few vectors are long because they stand in for a trivial one."""
SMALL = 1e-7
"""An entry below this share of a vector's largest is rounding."""
TOGETHER = 64
"""Vectors that are looked at together, which is faster than one by one. The numbers are ours."""


def sparsest(space: np.ndarray, modulo: np.ndarray, lengths: np.ndarray, small: float = SMALL, seed: int = 0) -> np.ndarray:
    """Vectors of few entries that span `space` together with `modulo`, greedily the shortest first, independent of it and each other.

    space: (k, n), orthonormal rows; modulo: (m, n) independent vectors in it; lengths: what an entry adds to a vector's length, (n,).
    Returns (k - m, n), largest entry 1.

    Candidates are circuits: the vectors of `space` that are zero at all but one of k pivots. Other pivots give other circuits, so sets of
    them are drawn at random until another set leaves no shorter basis.
    """
    generator = np.random.default_rng(seed)
    wanted = len(space) - len(modulo)
    if wanted <= 0:
        return np.zeros((0, space.shape[1]))
    found, known = np.zeros((0, space.shape[1])), np.linalg.qr(modulo.T)[0].T
    for _ in range(ROUNDS):
        before = _lengths(found, lengths).sum() if len(found) else np.inf
        found = _shortest(np.concatenate([found, _circuits(space, generator, small)]), known, wanted, lengths)
        if _lengths(found, lengths).sum() >= before:
            break
    return found


def _circuits(space: np.ndarray, generator: np.random.Generator, small: float) -> np.ndarray:
    """The k circuits of pivots that are chosen well-conditioned among columns of random weight. Returns (k, n)."""
    weights = generator.uniform(0.2, 1.0, space.shape[1])
    pivots = qr(space * weights, mode="r", pivoting=True)[1][: len(space)]
    found = solve(space[:, pivots], space)
    found /= np.abs(found).max(axis=1, keepdims=True)
    found[np.abs(found) < small] = 0.0
    return found


def _lengths(found: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The lengths of vectors (c, n), a little more for more entries. Returns (c,)."""
    return (found != 0) @ (lengths + 1e-3)


def _shortest(candidates: np.ndarray, basis: np.ndarray, wanted: int, lengths: np.ndarray) -> np.ndarray:
    """Greedily the shortest candidates (c, n) independent of an orthonormal basis (m, n) and of each other. Returns (wanted, n)."""
    candidates = candidates[np.argsort(_lengths(candidates, lengths), kind="stable")]
    basis = np.concatenate([basis, np.zeros((wanted, basis.shape[1]))])
    taken, full, least = [], len(basis) - wanted, 1e-3 / np.sqrt(basis.shape[1])
    for first in range(0, len(candidates), TOGETHER):
        some = candidates[first : first + TOGETHER]
        rest = some / np.linalg.norm(some, axis=1, keepdims=True)
        before = full
        for _ in range(2):  # twice, so that what is left is orthogonal to rounding
            rest = rest - (rest @ basis[:before].T) @ basis[:before]
        for n, vector in enumerate(rest):
            for _ in range(2):
                vector = vector - (vector @ basis[before:full].T) @ basis[before:full]
            size = np.linalg.norm(vector)
            if full < len(basis) and size > least:
                basis[full] = vector / size
                taken.append(first + n)
                full += 1
    return candidates[taken]
