"""Least squares: solutions of minimum norm, and straight lines; and null spaces."""

import numpy as np

from descent.algebra.factorisations import matrices
from descent.algebra.householder import EPSILON, back_substitute, reflect, substitute, turn
from descent.compiled import compiled


@compiled
def _least_norm(A, b, x):
    """Set x (n, p) to the least-squares solution of minimum norm. A: (m, n) and b: (m, p) are overwritten. Returns the numerical rank."""
    m, n = A.shape
    h, order, y = np.empty((2, min(m, n))), np.empty(n, np.int64), np.zeros((n, b.shape[1]))
    rank = reflect(A, h, order, max(m, n) * EPSILON)
    turn(A, h, b, True)
    for k in range(rank):
        for j in range(b.shape[1]):
            y[k, j] = b[k, j]
    if rank == n:
        back_substitute(A, n, y)
    else:
        R, g, same = np.zeros((n, rank)), np.empty((2, rank)), np.empty(rank, np.int64)
        for k in range(rank):
            for i in range(k, n):
                R[i, k] = A[k, i]
        reflect(R, g, same, -1.0)
        substitute(R, rank, y)
        turn(R, g, y, False)
    for k in range(n):
        for j in range(b.shape[1]):
            x[order[k], j] = y[k, j]
    return rank


def lstsq(A, b) -> np.ndarray:
    """The x of minimum norm among the minimisers of ||A x - b||. A: (m, n); b: (m,) or (m, p). Returns (n,) or (n, p).

    The rank is that of the QR factorisation with column pivoting, which stops at max(m, n) rounding errors of the longest column (Golub and
    Van Loan, section 5.5). NaN where A is not finite.
    """
    b = np.asarray(b, dtype=float)
    (A,), ((scale,),) = matrices(np.asarray(A, dtype=float)[None])
    right = np.array(b[:, None] if b.ndim == 1 else b, order="C")
    x = np.empty((A.shape[1], right.shape[1]))
    if np.isfinite(A).all():
        _least_norm(A, right, x)
    else:
        x[:] = np.nan
    return (x / scale).reshape(A.shape[1], *b.shape[1:])


def null_space(A) -> np.ndarray:
    """Orthonormal basis of the null space of A (m, n), finite. Returns columns (n, n - rank), with the rank as in `lstsq`."""
    (R,), _ = matrices(np.asarray(A, dtype=float).T[None])
    h, Q = np.empty((2, min(R.shape))), np.eye(len(R))
    rank = reflect(R, h, np.empty(R.shape[1], np.int64), max(R.shape) * EPSILON)
    turn(R, h, Q, False)
    return Q[:, rank:]


def line(x, y) -> float:
    """Slope of the least-squares line; NaN where all points have the same x. x, y: (points,)."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    centred = x - x.mean()
    square = np.sum(centred * centred)
    return float(np.sum(centred * (y - y.mean())) / square) if square > 0.0 else np.nan
