"""Singular values by one-sided Jacobi rotations of the rows of R, after QR with column pivoting (Drmac and Veselic 2008)."""

import math

import numpy as np

from descent.algebra.factorisations import matrices
from descent.algebra.householder import EPSILON, reflect, turn
from descent.compiled import compiled, inlined

SWEEPS = 60
"""Largest number of sweeps; six are usual."""
NOTHING = 1e-150
"""Inner products and squared lengths below this count as zero, in a matrix whose largest entry is of order one."""


@inlined
def _product(x, y):
    """Inner product by four partial sums, which can be vectorised. x, y: (n,)."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    whole = x.size - x.size % 4
    for k in range(0, whole, 4):
        a += x[k] * y[k]
        b += x[k + 1] * y[k + 1]
        c += x[k + 2] * y[k + 2]
        d += x[k + 3] * y[k + 3]
    for k in range(whole, x.size):
        a += x[k] * y[k]
    return (a + b) + (c + d)


@compiled
def _one_sided(A, V):
    """Rotate the rows of A (n, m) until they are orthogonal up to rounding, and those of V (n, .) with them (Golub and Van Loan, 8.6)."""
    n, m = A.shape
    size, negligible = np.empty(n), math.sqrt(m) * EPSILON
    for _ in range(SWEEPS):
        turned = False
        for p in range(n):
            size[p] = _product(A[p], A[p])
        for p in range(n - 1):
            for q in range(p + 1, n):
                if size[p] < size[q]:  # the longer row first
                    for k in range(m):
                        A[p, k], A[q, k] = A[q, k], A[p, k]
                    for k in range(V.shape[1]):
                        V[p, k], V[q, k] = V[q, k], V[p, k]
                    size[p], size[q] = size[q], size[p]
                along = _product(A[p], A[q])
                if not abs(along) > max(negligible * math.sqrt(size[p]) * math.sqrt(size[q]), NOTHING):
                    continue
                turned = True
                z = (size[q] - size[p]) / (2.0 * along)
                t = 1.0 / (abs(z) + math.sqrt(z * z + 1.0))
                t = -t if z < 0.0 else t
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                for k in range(m):
                    x, y = A[p, k], A[q, k]
                    A[p, k] = c * x - s * y
                    A[q, k] = s * x + c * y
                for k in range(V.shape[1]):
                    x, y = V[p, k], V[q, k]
                    V[p, k] = c * x - s * y
                    V[q, k] = s * x + c * y
                size[p], size[q] = _product(A[p], A[p]), _product(A[q], A[q])
        if not turned:
            break


def svd(M) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """U (m, k), s (k,), decreasing, and V^T (k, n) with M = U diag(s) V^T, k = min(m, n). M: (m, n). NaN where M is not finite."""
    M = np.asarray(M, dtype=float)
    wide = M.shape[0] < M.shape[1]
    (A,), ((scale,),) = matrices((M.T if wide else M)[None])
    m, n = A.shape
    U, s, V = _orthogonal_rows(A) if np.isfinite(A).all() else (np.full(shape, np.nan) for shape in ((m, n), n, (n, n)))
    return (V.T, s * scale, U.T) if wide else (U, s * scale, V)


def _orthogonal_rows(A) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`svd` of A (m, n), m >= n, by rotating the rows of its R until they are orthogonal. A is overwritten."""
    m, n = A.shape
    h, order, rows, turns, U = np.empty((2, n)), np.empty(n, np.int64), np.zeros((n, n)), np.eye(n), np.zeros((m, n))
    reflect(A, h, order, 0.0)
    rows[:, order] = np.triu(A[:n])
    _one_sided(rows, turns)
    s = np.sqrt(np.sum(rows * rows, axis=1))
    falling = np.argsort(-s, kind="stable")
    s, V, U[:n] = s[falling], rows[falling], turns[falling].T
    turn(A, h, U, False)
    rank = int((s > math.sqrt(NOTHING)).sum())
    V[:rank] /= s[:rank, None]
    if rank < n:
        h, basis = np.empty((2, rank)), np.eye(n)
        known = np.array(V[:rank].T, order="C")
        reflect(known, h, np.empty(rank, np.int64), -1.0)
        turn(known, h, basis, False)
        V[rank:] = basis[:, rank:].T
    return U, s, V


@compiled
def _singular_values(A, s):
    """Fill s (runs, n) with singular values, not sorted. A: (runs, m, n), m >= n, overwritten."""
    n = A.shape[2]
    h, order, rows, none = np.empty((2, n)), np.empty(n, np.int64), np.zeros((n, n)), np.empty((n, 0))
    for run in range(A.shape[0]):
        reflect(A[run], h, order, 0.0)
        for i in range(n):
            for j in range(i, n):
                rows[i, j] = A[run, i, j]
            for j in range(i):
                rows[i, j] = 0.0
        _one_sided(rows, none)
        for i in range(n):
            s[run, i] = math.sqrt(_product(rows[i], rows[i]))


def svdvals(M) -> np.ndarray:
    """Singular values (..., k), decreasing, k = min(m, n). M: (..., m, n). NaN for a matrix that is not finite."""
    M = np.asarray(M, dtype=float)
    A, scale = matrices(M if M.shape[-2] >= M.shape[-1] else np.swapaxes(M, -1, -2))
    s, finite = np.full((len(A), A.shape[-1]), np.nan), np.isfinite(A).all(axis=(1, 2))
    found = np.empty((finite.sum(), A.shape[-1]))
    _singular_values(A[finite], found)
    s[finite] = -np.sort(-found)
    return (s * scale[:, 0]).reshape(*M.shape[:-2], A.shape[-1])
