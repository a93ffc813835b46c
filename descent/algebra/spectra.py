"""Eigenvalues of symmetric matrices by reflections to three diagonals and QL steps, singular values by Jacobi's rotations."""

import math

import numpy as np

from descent.algebra.factorisations import matrices
from descent.algebra.householder import EPSILON, reflect, turn
from descent.compiled import compiled, inlined

STEPS, SWEEPS = 60, 60
"""QL steps to one eigenvalue, and rounds of rotations, at most; a few are usual."""
NOTHING = 1e-150
"""What is below this beside a largest element of order one is taken for zero."""


@compiled
def tridiagonal(A, d, e):
    """T = Q^T A Q of three diagonals: d (n,) and, below it, e (n + 1,), from its second element on. A: (n, n), symmetric; its row i then
    holds in its first i elements the vector v of a reflection I - v v^T / h, and beside them h. Q is their product, the last row's first.
    """
    n = A.shape[0]
    p = np.empty(n)
    for i in range(n - 1, 0, -1):
        size, v = 0.0, A[i]
        for j in range(i):
            size += v[j] * v[j]
        size = math.sqrt(size)
        d[i] = v[i]
        e[i] = -size if v[i - 1] >= 0.0 else size
        h = size * (size + abs(v[i - 1]))
        v[i] = h
        if h == 0.0:
            continue
        v[i - 1] -= e[i]
        for k in range(i):
            p[k] = 0.0
        for j in range(i):
            for k in range(i):
                p[k] += v[j] * A[j, k]
        along = 0.0
        for k in range(i):
            p[k] /= h
            along += v[k] * p[k]
        along /= 2.0 * h
        for k in range(i):
            p[k] -= along * v[k]
        for j in range(i):
            for k in range(i):
                A[j, k] -= v[j] * p[k] + p[j] * v[k]
    d[0], e[0] = A[0, 0], 0.0


@compiled
def _basis(A, V):
    """Fill V (n, n), the transposed product of the reflections that `tridiagonal` left in A."""
    n = A.shape[0]
    Q, y = np.zeros((n, n)), np.empty(n)
    for i in range(n):
        Q[i, i] = 1.0
    for i in range(1, n):
        h = A[i, i]
        if h == 0.0:
            continue
        for k in range(i):
            y[k] = 0.0
        for j in range(i):
            for k in range(i):
                y[k] += A[i, j] * Q[j, k]
        for j in range(i):
            for k in range(i):
                Q[j, k] -= A[i, j] / h * y[k]
    for i in range(n):
        for k in range(n):
            V[i, k] = Q[k, i]


@compiled
def _diagonalise(d, e, V):
    """Turn d (n,) into the eigenvalues of what `tridiagonal` gives, and the rows of V (n, n), or (0, 0), along with them, by implicit QL
    steps (Bowdler, Martin, Reinsch and Wilkinson 1968).
    """
    n = d.size
    for l in range(n):
        for _ in range(STEPS):
            m = l
            while m + 1 < n and abs(e[m + 1]) > max(0.5 * EPSILON * (abs(d[m]) + abs(d[m + 1])), NOTHING):
                m += 1
            if m == l:
                break
            g = (d[l + 1] - d[l]) / (2.0 * e[l + 1])
            r = math.sqrt(g * g + 1.0) if abs(g) < 1e8 else abs(g)
            g = d[m] - d[l] + e[l + 1] / (g + (r if g >= 0.0 else -r))
            s, c, p = 1.0, 1.0, 0.0
            for i in range(m - 1, l - 1, -1):
                f, b = s * e[i + 1], c * e[i + 1]
                r = math.sqrt(f * f + g * g)
                e[i + 2] = r
                if r == 0.0:
                    d[i + 1] -= p
                    break
                s, c = f / r, g / r
                g = d[i + 1] - p
                r = (d[i] - g) * s + 2.0 * c * b
                p = s * r
                d[i + 1] = g + p
                g = c * r - b
                for k in range(V.shape[1]):
                    x, y = V[i + 1, k], V[i, k]
                    V[i + 1, k] = s * y + c * x
                    V[i, k] = c * y - s * x
            else:
                d[l] -= p
                e[l + 1] = g
            e[m + 1] = 0.0


@compiled
def symmetric(S, values, vectors):
    """Fill the eigenvalues (n,), increasing, and the eigenvectors, columns of (n, n), or none where that is (0, 0), of a symmetric
    S (n, n). NaN where that is not finite.
    """
    n = S.shape[0]
    A, d, e, V = S.copy(), np.empty(n), np.empty(n + 1), np.empty(vectors.shape)
    total = 0.0
    for i in range(n):
        for j in range(n):
            total += abs(A[i, j])
    if not math.isfinite(total):
        values[:], vectors[:] = math.nan, math.nan
        return
    if n == 0:
        return
    tridiagonal(A, d, e)
    if V.size:
        _basis(A, V)
    _diagonalise(d, e, V)
    order = np.argsort(d, kind="mergesort")
    for j in range(n):
        values[j] = d[order[j]]
        for k in range(V.shape[1]):
            vectors[k, j] = V[order[j], k]


@compiled
def _each(S, values, vectors):
    for run in range(S.shape[0]):
        symmetric(S[run], values[run], vectors[run])


def _spectra(S, with_vectors: bool) -> tuple[np.ndarray, np.ndarray]:
    shape = np.shape(S)
    S, scale = matrices(S)
    values, vectors = np.empty(S.shape[:2]), np.empty(S.shape if with_vectors else (len(S), 0, 0))
    _each(S, values, vectors)
    return (values * scale[:, 0]).reshape(shape[:-1]), vectors.reshape(shape) if with_vectors else vectors


def eigh(S) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (..., n), increasing, and eigenvectors (..., n, n), columns, of symmetric matrices; NaN of those that are not finite.

    S: (..., n, n), of which both triangles count.
    """
    return _spectra(S, True)


def eigvalsh(S) -> np.ndarray:
    """Eigenvalues (..., n), increasing, of symmetric matrices, as `eigh` finds them. S: (..., n, n)."""
    return _spectra(S, False)[0]


@inlined
def _product(x, y):
    """Sum of products, four partial sums side by side. x, y: (n,)."""
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
    """Turn the rows of A (n, m) until they are orthogonal to rounding, and those of V (n, .) with them (Golub and Van Loan, 8.6)."""
    n, m = A.shape
    size, negligible = np.empty(n), math.sqrt(m) * EPSILON
    for _ in range(SWEEPS):
        turned = False
        for p in range(n):
            size[p] = _product(A[p], A[p])
        for p in range(n - 1):
            for q in range(p + 1, n):
                if size[p] < size[q]:  # the longer first
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
    """U (m, k), s (k,), falling, and V^T (k, n) with M = U diag(s) V^T, k = min(m, n). M: (m, n). NaN where it is not finite."""
    M = np.asarray(M, dtype=float)
    wide = M.shape[0] < M.shape[1]
    (A,), ((scale,),) = matrices((M.T if wide else M)[None])
    m, n = A.shape
    U, s, V = _orthogonal_rows(A) if np.isfinite(A).all() else (np.full(shape, np.nan) for shape in ((m, n), n, (n, n)))
    return (V.T, s * scale, U.T) if wide else (U, s * scale, V)


def _orthogonal_rows(A) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`svd` of an A (m, n) with m >= n, which is lost: of its R, whose rows are turned until they are orthogonal."""
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
        known = np.ascontiguousarray(V[:rank].T)
        reflect(known, h, np.empty(rank, np.int64), -1.0)
        turn(known, h, basis, False)
        V[rank:] = basis[:, rank:].T
    return U, s, V


@compiled
def _singular_values(A, s):
    """Fill s (runs, n), falling. A: (runs, m, n), m >= n, lost on the way."""
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
            s[run, i] = -math.sqrt(_product(rows[i], rows[i]))
        s[run] = -np.sort(s[run])


def svdvals(M) -> np.ndarray:
    """Singular values (..., k), falling. M: (..., m, n). NaN where it is not finite."""
    M = np.asarray(M, dtype=float)
    A, scale = matrices(M if M.shape[-2] >= M.shape[-1] else np.swapaxes(M, -1, -2))
    s, finite = np.full((len(A), A.shape[-1]), np.nan), np.isfinite(A).all(axis=(1, 2))
    found = np.empty((finite.sum(), A.shape[-1]))
    _singular_values(A[finite], found)
    s[finite] = found
    return (s * scale[:, 0]).reshape(*M.shape[:-2], A.shape[-1])
