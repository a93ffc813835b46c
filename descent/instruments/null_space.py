"""The null space of many equations, by pivoted Cholesky factors of their Gram matrix.

This takes a quarter of the time of a singular value decomposition. The threshold is ours.
"""

import numpy as np
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.linalg.lapack import dpstrf
from scipy.sparse.linalg import LinearOperator, eigsh

FAR = 3e-3
"""A column of the equations may be a combination of other columns if it is within this distance of one, relative to the largest column. The
equations then give the exact distance.
"""


def solved(equations: np.ndarray) -> tuple[np.ndarray, float, np.ndarray]:
    """The small singular values of equations (m, n), m >= n, and their right singular vectors.

    Returns the small singular values (small,), falling and divided by the largest; the smallest of the other singular values, divided by
    the largest; and the right singular vectors of the small ones (small, n), in the same order.

    Columns are taken one by one, each time the one farthest from all combinations of those before. The remaining columns are combinations
    of these, nearly or exactly. Their distance is computed from the equations themselves, since the Gram matrix would lose digits.
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
    raised = cho_factor(squares + largest * largest * (space @ space.T), check_finite=False)  # small directions are large here
    kept = 1.0 / np.sqrt(_largest(lambda x: cho_solve(raised, x, check_finite=False), n)) if taken else np.nan
    return small / largest, float(kept / largest), turn @ space.T


def _largest(product, n: int) -> float:
    """The largest eigenvalue of a symmetric matrix (n, n), given by its products with vectors."""
    start = np.random.default_rng(0).standard_normal(n)
    if n < 3:
        return float(np.linalg.eigvalsh(np.stack([product(unit) for unit in np.eye(n)]))[-1])
    return float(eigsh(LinearOperator((n, n), matvec=product, dtype=float), k=1, v0=start, tol=1e-3, return_eigenvectors=False)[0])
