"""Eigenvalues of symmetric matrices and singular values, by Jacobi's rotations (Golub and Van Loan, sections 8.5 and 8.6)."""

import math

import numpy as np

from descent.compiled import compiled

SWEEPS = 60


@compiled
def symmetric(S, values, vectors):
    """Fill the eigenvalues (n,), increasing, and the eigenvectors, columns of (n, n), of a symmetric S (n, n)."""
    n = S.shape[0]
    A, V = S.copy(), np.zeros((n, n))  # rows of V are the vectors
    for i in range(n):
        V[i, i] = 1.0
    for _ in range(SWEEPS):
        off, size = 0.0, 0.0
        for i in range(n):
            size += A[i, i] * A[i, i]
            for j in range(i):
                off += A[i, j] * A[i, j]
        if off <= 1e-34 * size or off == 0.0:
            break
        for p in range(n - 1):
            for q in range(p + 1, n):
                apq = A[p, q]
                if apq == 0.0:
                    continue
                theta = (A[q, q] - A[p, p]) / (2.0 * apq)
                t = 1.0 / (abs(theta) + math.sqrt(theta * theta + 1.0))
                t = -t if theta < 0.0 else t
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                for k in range(n):
                    x, y = A[p, k], A[q, k]
                    A[p, k] = c * x - s * y
                    A[q, k] = s * x + c * y
                for k in range(n):
                    x, y = A[k, p], A[k, q]
                    A[k, p] = c * x - s * y
                    A[k, q] = s * x + c * y
                for k in range(n):
                    x, y = V[p, k], V[q, k]
                    V[p, k] = c * x - s * y
                    V[q, k] = s * x + c * y
                A[p, q] = 0.0
                A[q, p] = 0.0
    w = np.empty(n)
    for i in range(n):
        w[i] = A[i, i]
    order = np.argsort(w)
    for j in range(n):
        values[j] = w[order[j]]
        for k in range(n):
            vectors[k, j] = V[order[j], k]


def eigh(S) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (..., n), increasing, and eigenvectors (..., n, n), columns, of symmetric matrices. S: (..., n, n), finite."""
    S = np.ascontiguousarray(S, dtype=float)
    values, vectors = np.empty(S.shape[:-1]), np.empty(S.shape)
    n = S.shape[-1]
    for one, w, V in zip(
        S.reshape(-1, n, n) if n else (), values.reshape(-1, n) if n else (), vectors.reshape(-1, n, n) if n else (), strict=True
    ):
        symmetric(one, w, V)
    return values, vectors
    for one, w, V in zip(S.reshape(-1, n, n), values.reshape(-1, n), vectors.reshape(-1, n, n), strict=True):
        symmetric(one, w, V)
    return values, vectors


def eigvalsh(S) -> np.ndarray:
    """Eigenvalues (..., n), increasing, of symmetric matrices. S: (..., n, n), finite."""
    return eigh(S)[0]


@compiled
def _one_sided(A, V):
    n, m = A.shape
    for _ in range(SWEEPS):
        turned = False
        for p in range(n - 1):
            for q in range(p + 1, n):
                a, b, c = 0.0, 0.0, 0.0
                for k in range(m):
                    a += A[p, k] * A[p, k]
                    b += A[q, k] * A[q, k]
                    c += A[p, k] * A[q, k]
                if c == 0.0 or abs(c) <= 1e-16 * math.sqrt(a * b):
                    continue
                turned = True
                z = (b - a) / (2.0 * c)
                t = 1.0 / (abs(z) + math.sqrt(z * z + 1.0))
                t = -t if z < 0.0 else t
                co = 1.0 / math.sqrt(t * t + 1.0)
                s = t * co
                for k in range(m):
                    x, y = A[p, k], A[q, k]
                    A[p, k] = co * x - s * y
                    A[q, k] = s * x + co * y
                for k in range(n):
                    x, y = V[p, k], V[q, k]
                    V[p, k] = co * x - s * y
                    V[q, k] = s * x + co * y
        if not turned:
            break


def svd(M) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """U (m, k), s (k,), falling, and V^T (k, n) with M = U diag(s) V^T, k = min(m, n). M: (m, n)."""
    M = np.asarray(M, dtype=float)
    wide = M.shape[0] < M.shape[1]
    A = np.array(M if wide else M.T, order="C")
    V = np.eye(len(A))
    _one_sided(A, V)
    s = np.sqrt(np.sum(A * A, axis=1))
    order = np.argsort(-s, kind="stable")
    s, A, V = s[order], A[order], V[order]
    U = A / np.where(s > 0, s, 1.0)[:, None]
    return (V.T, s, U) if wide else (U.T, s, V)


def svdvals(M) -> np.ndarray:
    """Singular values (..., k), falling. M: (..., m, n)."""
    M = np.asarray(M, dtype=float)
    return np.array([svd(one)[1] for one in M.reshape(-1, *M.shape[-2:])]).reshape(*M.shape[:-2], min(M.shape[-2:]))
