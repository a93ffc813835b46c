"""A basis of a linear space with as few non-zero entries as possible, for laws that a person can read. The numbers below are ours."""

import numpy as np
from scipy.linalg import qr, solve

ROUNDS = 8
"""Most sets of circuits that are tried. In each set a few vectors are long, since they replace a trivial form, and these differ by set."""
SMALL = 1e-7
"""An entry below this share of a vector's largest is rounding."""
TOGETHER = 64
"""Number of candidates that are orthogonalised together, which is faster than one by one."""


def sparsest(space: np.ndarray, modulo: np.ndarray, lengths: np.ndarray, small: float = SMALL, seed: int = 0) -> np.ndarray:
    """Vectors with few entries that, together with `modulo`, form a basis of `space`. They are chosen greedily, the shortest first.

    space: orthonormal rows, (k, n). modulo: independent vectors in `space`, (m, n). lengths: what an entry adds to a vector's length, (n,).
    small: entries below this share of the largest are rounding. Returns (k - m, n), each with largest entry 1.

    Candidates are circuits: vectors of `space` that are zero at all but one of k pivots. Other pivots give other circuits. Random sets of
    pivots are drawn until a further set gives no shorter basis.
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
    """The k circuits of one set of pivots, chosen by pivoted QR of randomly weighted columns. Returns (k, n)."""
    weights = generator.uniform(0.2, 1.0, space.shape[1])
    pivots = qr(space * weights, mode="r", pivoting=True)[1][: len(space)]
    found = solve(space[:, pivots], space)
    found /= np.abs(found).max(axis=1, keepdims=True)
    found[np.abs(found) < small] = 0.0
    return found


def _lengths(found: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Lengths of vectors (c, n), with a small addition per entry. Returns (c,)."""
    return (found != 0) @ (lengths + 1e-3)


def _shortest(candidates: np.ndarray, basis: np.ndarray, wanted: int, lengths: np.ndarray) -> np.ndarray:
    """The shortest candidates (c, n), chosen greedily, independent of an orthonormal basis (m, n) and each other. Returns (wanted, n)."""
    candidates = candidates[np.argsort(_lengths(candidates, lengths), kind="stable")]
    basis = np.concatenate([basis, np.zeros((wanted, basis.shape[1]))])
    taken, full, least = [], len(basis) - wanted, 1e-3 / np.sqrt(basis.shape[1])
    for first in range(0, len(candidates), TOGETHER):
        some = candidates[first : first + TOGETHER]
        rest = some / np.linalg.norm(some, axis=1, keepdims=True)
        before = full
        for _ in range(2):  # twice, so that the rest is orthogonal up to rounding
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
