"""Linear systems solved with two triangular factors, compared with LAPACK."""

import numpy as np
import pytest

from descent.algebra.triangular import factorise, substitute


def solved(A, b):
    factors, order, x = A.copy(), np.empty(len(A), np.int64), b.copy()
    factorise(factors, order)
    substitute(factors, order, x)
    return x


@pytest.mark.parametrize("n", [1, 2, 3, 10, 40])
def test_solutions_are_lapacks(n):
    """Tolerance: 1e-14 times the condition number."""
    rng = np.random.default_rng(n)
    for _ in range(20):
        A, b = rng.standard_normal((n, n)), rng.standard_normal(n)
        x = np.linalg.solve(A, b)
        np.testing.assert_allclose(solved(A, b), x, rtol=0, atol=1e-14 * np.linalg.cond(A) * np.abs(x).max())


def test_rows_are_exchanged_in_whatever_order_they_must():
    rng = np.random.default_rng(0)
    for n in range(2, 9):
        for _ in range(20):
            order, x = rng.permutation(n), np.arange(1.0, n + 1)
            np.testing.assert_array_equal(solved(np.eye(n)[order], x[order]), x)


def test_what_is_left_over_is_rounding_where_rows_differ_in_size():
    """Scaling the rows by factors of 1 to 1e21 does not change the solution. Tolerance: 1e-12 of it."""
    rng = np.random.default_rng(1)
    A, b = rng.standard_normal((8, 8)) + 8 * np.eye(8), rng.standard_normal(8)
    scale = 10.0 ** np.arange(0, 24, 3)[:, None]
    np.testing.assert_allclose(solved(scale * A, scale[:, 0] * b), solved(A, b), rtol=1e-12)
