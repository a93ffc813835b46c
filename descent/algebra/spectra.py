"""Eigenvalues and eigenvectors of symmetric matrices, by Householder reduction to tridiagonal form and QL steps."""

import math

import numpy as np

from descent.algebra.factorisations import matrices
from descent.algebra.householder import EPSILON
from descent.compiled import compiled

STEPS = 60
"""Largest number of QL steps per eigenvalue; two are usual."""
NOTHING = 1e-150
"""Off-diagonal entries below this count as zero, in a matrix whose largest entry is of order one."""


@compiled
def tridiagonal(A, d, e):
    """Reduce A (n, n), symmetric, to a tridiagonal T = Q^T A Q. d: (n,), its diagonal; e: (n + 1,), its subdiagonal in entries 1 to n - 1.

    Row i of A is overwritten: its first i entries are the vector v of a reflection I - v v^T / h, and entry i is h. Q is the product of the
    reflections, with that of the last row first.
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
    """Fill V (n, n) with Q^T, where Q is the product of the reflections that `tridiagonal` left in A."""
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
    """Turn d (n,) into the eigenvalues of the tridiagonal matrix (d, e), and rotate the rows of V (n, n), or (0, 0), with it.

    Implicit QL steps. Source: Bowdler, Martin, Reinsch and Wilkinson 1968.
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
    """Eigenvalues and eigenvectors of a symmetric S (n, n), for kernels. Both are NaN where S is not finite.

    values: (n,), written, increasing. vectors: (n, n), written, the eigenvectors as columns, or (0, 0) for eigenvalues alone.
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
    order = np.empty(n, np.int64)
    for i in range(n):  # numba takes a second to compile numpy's sort
        j = i
        while j > 0 and d[order[j - 1]] > d[i]:
            order[j] = order[j - 1]
            j -= 1
        order[j] = i
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
    """Eigenvalues (..., n), increasing, and eigenvectors (..., n, n), as columns, of symmetric matrices; NaN for one that is not finite.

    S: (..., n, n), of which both triangles are read.
    """
    return _spectra(S, True)


def eigvalsh(S) -> np.ndarray:
    """Eigenvalues (..., n), increasing, of symmetric matrices, as in `eigh`. S: (..., n, n)."""
    return _spectra(S, False)[0]
