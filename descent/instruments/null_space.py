"""The null space of many equations, by Cholesky's factors of their products with pivots: a fourth of the time of singular values."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.linalg.lapack import dpstrf
from scipy.sparse.linalg import LinearOperator, eigsh

FAR = 3e-3
"""An unknown whose equations are so near to a combination of others', relative to the largest, may be one; the equations then say how near.
The threshold is ours.
"""


def solved(equations: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """Small singular values of equations (m, n), m >= n, relative to the largest, falling; the smallest of the others; and the right
    singular vectors of the small ones (small, n), likewise.

    Unknowns are taken one after another, always that which is farthest from all combinations of those before. The rest are combinations of
    them, nearly or exactly. How nearly is known from the equations, without the squares' loss of digits.
    """
    n = equations.shape[1]
    if not n:
        return np.empty(0), np.nan, np.empty((0, 0))
    squares = equations.T @ equations
    largest = np.sqrt(_largest(lambda x: squares @ x, n))
    factor, order, taken, _ = dpstrf(squares, tol=(FAR * FAR) * squares.diagonal().max())
    order, upper = order - 1, np.triu(factor[:taken, :taken])
    combinations = np.zeros((n - taken, n))
    combinations[:, order[:taken]] = -solve_triangular(upper, factor[:taken, taken:]).T
    combinations[np.arange(n - taken), order[taken:]] = 1.0
    space = np.linalg.qr(combinations.T)[0]
    _, small, turn = np.linalg.svd(equations @ space, full_matrices=False)
    raised = cho_factor(squares + largest * largest * (space @ space.T), check_finite=False)  # what is small is large in this
    kept = 1.0 / np.sqrt(_largest(lambda x: cho_solve(raised, x, check_finite=False), n)) if taken else np.nan
    return small / largest, float(kept / largest), turn @ space.T


def _largest(product, n: int) -> float:
    """The largest eigenvalue of a symmetric matrix (n, n), given by its products with vectors."""
    start = np.random.default_rng(0).standard_normal(n)
    if n < 3:
        return float(np.linalg.eigvalsh(np.stack([product(unit) for unit in np.eye(n)]))[-1])
    return float(eigsh(LinearOperator((n, n), matvec=product, dtype=float), k=1, v0=start, tol=1e-3, return_eigenvectors=False)[0])
