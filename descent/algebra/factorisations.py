"""Norms, the QR factorisation by Householder reflections, and linear systems by Gaussian elimination."""

import math

import numpy as np

from descent.algebra.householder import reflect, turn
from descent.compiled import compiled


def norm(x, axis=None, keepdims: bool = False):
    """Euclidean norm of all entries, or along an axis or axes. x: any shape. Infinite where a square overflows."""
    x = np.asarray(x, dtype=float)
    with np.errstate(over="ignore", invalid="ignore"):
        return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


def matrices(A) -> tuple[np.ndarray, np.ndarray]:
    """A copy (runs, m, n) of matrices A (..., m, n), each divided by a power of two, so that no square overflows.

    Returns the copy and the powers (runs, 1, 1). The largest entry of each matrix is from 1 to 2, unless it is zero or not finite.
    """
    A = np.array(A, dtype=float, order="C")
    A = A.reshape(math.prod(A.shape[:-2]), *A.shape[-2:])
    scale = np.empty((len(A), 1, 1))
    _moderate(A, scale)
    return A, scale


@compiled
def _moderate(A, scale):
    for run in range(A.shape[0]):
        flat, largest = A[run].reshape(-1), 0.0
        for j in range(flat.size):
            largest = max(largest, abs(flat[j]))
        scale[run] = math.ldexp(1.0, math.frexp(largest)[1] - 1) if 0.0 < largest < math.inf else 1.0
        for j in range(flat.size):
            flat[j] /= scale[run, 0, 0]


@compiled
def eliminate(A, b):
    """b (n, p) becomes A^-1 b in-place, by Gaussian elimination with partial pivoting. A: (n, n), overwritten."""
    n, p = b.shape
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(A[i, k]) > abs(A[best, k]):
                best = i
        if best != k:
            for j in range(k, n):
                A[k, j], A[best, j] = A[best, j], A[k, j]
            for j in range(p):
                b[k, j], b[best, j] = b[best, j], b[k, j]
        for i in range(k + 1, n):
            f = A[i, k] / A[k, k]
            for j in range(k + 1, n):
                A[i, j] -= f * A[k, j]
            for j in range(p):
                b[i, j] -= f * b[k, j]
    for k in range(n - 1, -1, -1):
        for i in range(k + 1, n):
            for j in range(p):
                b[k, j] -= A[k, i] * b[i, j]
        for j in range(p):
            b[k, j] /= A[k, k]


@compiled
def _eliminate_each(A, b):
    for run in range(A.shape[0]):
        eliminate(A[run], b[run])


def solve(A, b) -> np.ndarray:
    """x with A x = b. A: (..., n, n); b: (n,), or (..., n, p) with the same leading axes. Infinite or NaN where A is singular."""
    b = np.asarray(b, dtype=float)
    A, scale = matrices(A)
    x = np.array(b[:, None] if b.ndim == 1 else b, order="C").reshape(len(A), A.shape[-1], b.shape[-1] if b.ndim > 1 else 1)
    _eliminate_each(A, x)
    return (x / scale).reshape(b.shape)


def qr(A) -> tuple[np.ndarray, np.ndarray]:
    """Q (..., m, m), orthogonal, and R (..., m, n), upper triangular, with A = Q R. A: (..., m, n)."""
    shape = np.shape(A)
    R, scale = matrices(A)
    Q = np.empty((len(R), shape[-2], shape[-2]))
    Q[:] = np.eye(shape[-2])
    _factor_each(R, Q)
    return Q.reshape(*shape[:-1], shape[-2]), (np.triu(R) * scale).reshape(shape)


def triangle(A) -> np.ndarray:
    """The R of `qr` alone, without its rows of zeros. A: (..., m, n). Returns (..., min(m, n), n)."""
    shape = np.shape(A)
    R, scale = matrices(A)
    _factor_each(R, np.empty((len(R), 0, 0)))
    rows = min(shape[-2:])
    return (np.triu(R[:, :rows]) * scale).reshape(*shape[:-2], rows, shape[-1])


@compiled
def _factor_each(A, Q):
    """Leave R in A (runs, m, n), and multiply Q by the orthogonal factor. Q: (runs, m, m), or (runs, 0, 0) to skip it."""
    h, order = np.empty((2, min(A.shape[1], A.shape[2]))), np.empty(A.shape[2], np.int64)
    for run in range(A.shape[0]):
        reflect(A[run], h, order, -1.0)
        if Q.size:
            turn(A[run], h, Q[run], False)
