"""Norms, the QR factorisation by Householder's reflections, and linear systems by Gaussian elimination."""

import numpy as np

from descent.compiled import compiled


def norm(x, axis=None, keepdims: bool = False):
    """Euclidean norm of all numbers, or along an axis or axes. x: any shape."""
    x = np.asarray(x, dtype=float)
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


@compiled
def eliminate(A, b):
    n = A.shape[0]
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(A[i, k]) > abs(A[best, k]):
                best = i
        if best != k:
            for j in range(n):
                A[k, j], A[best, j] = A[best, j], A[k, j]
            for j in range(b.shape[1]):
                b[k, j], b[best, j] = b[best, j], b[k, j]
        for i in range(k + 1, n):
            f = A[i, k] / A[k, k]
            for j in range(k + 1, n):
                A[i, j] -= f * A[k, j]
            for j in range(b.shape[1]):
                b[i, j] -= f * b[k, j]
    for k in range(n - 1, -1, -1):
        for j in range(b.shape[1]):
            s = b[k, j]
            for i in range(k + 1, n):
                s -= A[k, i] * b[i, j]
            b[k, j] = s / A[k, k]


def solve(A, b) -> np.ndarray:
    """x with A x = b. A: (..., n, n); b: (n,), or (..., n, p) with the same leading axes. Infinite or NaN where A is singular."""
    A = np.array(A, dtype=float)
    b = np.array(b, dtype=float)
    x = b[:, None] if b.ndim == 1 else b
    x = np.ascontiguousarray(x)
    for matrix, right in zip(A.reshape(-1, *A.shape[-2:]), x.reshape(-1, *x.shape[-2:]), strict=True):
        eliminate(matrix, right)
    return x[:, 0] if b.ndim == 1 else x


@compiled
def _reflect(A, Q):
    m, n = A.shape
    v = np.empty(m)
    for k in range(min(m, n)):
        s = 0.0
        for i in range(k, m):
            s += A[i, k] * A[i, k]
        s = np.sqrt(s)
        if s == 0.0:
            continue
        alpha = -s if A[k, k] >= 0.0 else s
        for i in range(k, m):
            v[i] = A[i, k]
        v[k] -= alpha
        size = 0.0
        for i in range(k, m):
            size += v[i] * v[i]
        if size == 0.0:
            continue
        for j in range(n):
            t = 0.0
            for i in range(k, m):
                t += v[i] * A[i, j]
            t = 2.0 * t / size
            for i in range(k, m):
                A[i, j] -= t * v[i]
        for j in range(m):
            t = 0.0
            for i in range(k, m):
                t += v[i] * Q[j, i]
            t = 2.0 * t / size
            for i in range(k, m):
                Q[j, i] -= t * v[i]


def qr(A) -> tuple[np.ndarray, np.ndarray]:
    """Q (..., m, m), orthogonal, and R (..., m, n), upper triangular, with A = Q R. A: (..., m, n)."""
    R = np.array(A, dtype=float, order="C")
    Q = np.zeros((*R.shape[:-1], R.shape[-2]))
    Q[..., :, :] = np.eye(R.shape[-2])
    for one, other in zip(R.reshape(-1, *R.shape[-2:]), Q.reshape(-1, *Q.shape[-2:]), strict=True):
        _reflect(one, other)
    return Q, np.triu(R)
