"""Matrix factorisation: min 1/2 ||U V^T - M||_F^2 over U (d1, r), V (d2, r), for M of rank r, in coordinates of the span.

Gradient descent never leaves a span of at most 2r dimensions: every column of U_t is in the span of M's left singular vectors A and of the
columns of U_0. In an orthonormal basis [A, O] of it U = [A, O] X with X (2r, r). In the same way V = [B, Q] Y. M is diag(s) in the first r
rows and columns. Descent of X and Y is descent of U and V, for every d.
"""

import numpy as np
from pydantic import model_validator

from descent import parameters
from descent.algebra import matmul, norm, qr, svd, svdvals
from descent.compiled import compiled
from descent.parameters import Positive, given, need
from descent.random import chi_square, normal_numbers

LARGEST = 10**15
"""The largest dimension."""


class Parameters(parameters.Parameters):
    """Parameters of M and of the starts, for `factor_training.starts`."""

    d: int = given(description="Rows of U.", ge=1, le=LARGEST)
    d2: int = given("= d", "Rows of V.", ge=1, le=LARGEST)
    rank: int = given(5, "Rank of M and columns of U and V.", ge=1, le=100)
    start_variance: Positive = given(description="Variance of the entries of U at the start.")
    v_start_variance: Positive = given("= start_variance", "Variance of the entries of V at the start.")

    @model_validator(mode="after")
    def _has_the_rank(self):
        need(self.rank <= self.d, "rank <= d", "the rank of M cannot be above its dimension")
        need(self.rank <= self.d2, "rank <= d2", "the rank of M cannot be above its dimension")
        return self


def coordinates(M, U, V):
    """Singular values s (r,) of M, and coordinates X, Y (..., 2r, r) of U (..., d1, r) and V (..., d2, r) in their spans.

    M: (d1, d2) of rank r, the same for all runs.
    """
    r = U.shape[-1]
    A, s, B = svd(M)
    return s[:r], _in_span(A[:, :r], U), _in_span(B[:r].T, V)


def _in_span(A, U) -> np.ndarray:
    """[A^T U; R], with R from the QR factorisation of U - A A^T U."""
    along = matmul(A.T, U)
    left = np.ascontiguousarray((U - matmul(A, along)).mT)
    R = np.zeros(left.shape[:-1] + left.shape[-2:-1])
    _orthogonalise(left.reshape(-1, *left.shape[-2:]), R.reshape(-1, *R.shape[-2:]))
    return np.concatenate([along, R], axis=-2)


@compiled
def _orthogonalise(columns, R):
    """R of the QR factorisation of every run's matrix, by the modified Gram-Schmidt method.

    columns: (runs, r, m), overwritten; R: (runs, r, r), zero before the call, written.
    """
    runs, r, m = columns.shape
    for run in range(runs):
        for k in range(r):
            for l in range(k, r):
                for i in range(m):
                    R[run, k, l] += columns[run, k, i] * columns[run, l, i]
            size = np.sqrt(R[run, k, k])
            for l in range(k, r):
                R[run, k, l] = R[run, k, l] / size if size > 0.0 else 0.0
            for l in range(k + 1, r):
                share = R[run, k, l] / size if size > 0.0 else 0.0
                for i in range(m):
                    columns[run, l, i] -= share * columns[run, k, i]


def _upper(A) -> np.ndarray:
    """R (..., r, r) of the QR factorisation of A (..., m, r)."""
    return qr(A)[1][..., : A.shape[-1], :]


def gaussian_coordinates(generator, d: int, r: int) -> np.ndarray:
    """Coordinates of a d x r matrix with standard normal entries, drawn from their distribution, at a cost independent of d.

    A^T U is normal; R has chi-distributed diagonal entries and normal entries above (Bartlett 1933). Raises ValueError for r > d. Returns
    (2r, r).
    """
    if r > d:
        raise ValueError(f"rank = {r}: the matrix has {d} rows")
    X = np.zeros((2 * r, r))
    X[:r] = normal_numbers(generator, (r, r))
    for i in range(min(r, d - r)):
        X[r + i, i] = np.sqrt(chi_square(generator, d - r - i))
        X[r + i, i + 1 :] = normal_numbers(generator, r - i - 1)
    return X


def target(generator, d: int, d2: int, r: int) -> np.ndarray:
    """Singular values (r,) of M = G H^T / ||G H^T||_F, with G (d, r) and H (d2, r) standard normal, which is our choice."""
    left, right = gaussian_coordinates(generator, d, r), gaussian_coordinates(generator, d2, r)
    s = svdvals(matmul(_upper(left), _upper(right).T))
    return s / norm(s)


def ends(s) -> np.ndarray:
    """M in coordinates of the span: diag(s) in the first r of 2r rows and columns. s: (r,). Returns (2r, 2r)."""
    M = np.zeros((2 * s.size, 2 * s.size))
    M[np.arange(s.size), np.arange(s.size)] = s
    return M


def velocity(M, X, Y, regulariser: float = 0.0):
    """Minus the gradients of 1/2 ||X Y^T - M||^2 + regulariser ||X^T X - Y^T Y||^2 (objectives (1) and (3) of the paper).

    M: (m, n); X: (m, r); Y: (n, r). Returns two arrays of the shapes of X and Y.
    """
    dX, dY = np.empty(X.shape), np.empty(Y.shape)
    fall(M, X, Y, float(regulariser), dX, dY)
    return dX, dY


@compiled
def fall(M, X, Y, regulariser, dX, dY):
    """`velocity` for kernels, written to dX and dY."""
    (m, n), r = M.shape, X.shape[1]
    E, D = np.empty((m, n)), np.zeros((r, r))
    for i in range(m):
        for j in range(n):
            E[i, j] = 0.0
            for k in range(r):
                E[i, j] += X[i, k] * Y[j, k]
            E[i, j] -= M[i, j]
    if regulariser != 0.0:
        for k in range(r):
            for l in range(r):
                for i in range(m):
                    D[k, l] += X[i, k] * X[i, l]
                for j in range(n):
                    D[k, l] -= Y[j, k] * Y[j, l]
    for k in range(r):
        for i in range(m):
            total = 0.0
            for l in range(r):
                total += 4.0 * regulariser * X[i, l] * D[l, k]
            for j in range(n):
                total += E[i, j] * Y[j, k]
            dX[i, k] = -total
        for j in range(n):
            total = 0.0
            for l in range(r):
                total -= 4.0 * regulariser * Y[j, l] * D[l, k]
            for i in range(m):
                total += E[i, j] * X[i, k]
            dY[j, k] = -total
