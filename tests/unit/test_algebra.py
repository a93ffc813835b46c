"""Our linear algebra against LAPACK and SciPy: usual, degenerate, badly scaled, empty and infinite matrices, alone and in batches.

Tolerances, written before measuring: 1e-14 times the largest entry times the longer side for residuals and orthogonality. Docstrings state
the others.
"""

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize

from descent import algebra

SIZES = [1, 2, 3, 5, 12, 33, 90]
SHAPES = [(1, 1), (4, 4), (7, 3), (3, 7), (40, 12), (12, 40), (60, 60), (5, 1), (1, 5)]
EVERY_SIZE, EVERY_SHAPE = pytest.mark.parametrize("n", SIZES), pytest.mark.parametrize("shape", SHAPES)
UNITS = [1.0, 1e-300, 1e300]
"""Factors of matrices. The squares of the last two underflow and overflow."""


def draw(*shape, seed=0):
    return np.random.default_rng([seed, *shape]).standard_normal(shape)


def symmetric(n, *batch):
    S = draw(*batch, n, n)
    return S + np.swapaxes(S, -1, -2)


def near(found, expected, size=None):
    """Equal to 1e-14 times `size` times the longer side. size: by default that of the largest number."""
    expected = np.asarray(expected)
    assert found.shape == expected.shape
    size = np.abs(expected).max(initial=1e-320) if size is None else size
    np.testing.assert_allclose(found / size, expected / size, rtol=0, atol=1e-14 * max(1, *expected.shape))


def graded(n):
    """A symmetric matrix whose elements fall from 1 to 1e-30."""
    scale = np.logspace(0, -15, n)
    return symmetric(n) * scale * scale[:, None]


@EVERY_SIZE
@pytest.mark.parametrize("unit", UNITS)
def test_spectra_of_symmetric_matrices(n, unit):
    chain, usual = np.eye(n, k=1) + np.eye(n, k=-1), symmetric(n)
    for S in (usual, np.eye(n), np.zeros((n, n)), np.ones((n, n)), graded(n), np.diag(np.arange(n) - 2.0), chain):
        values, vectors = algebra.eigh(S * unit)
        size = max(np.abs(S).max(), 1e-30)
        near(values / unit, np.linalg.eigvalsh(S), size)
        near(vectors.T @ vectors, np.eye(n), 1.0)
        near(vectors * (values / unit) @ vectors.T, S, size)
        np.testing.assert_array_equal(algebra.eigvalsh(S * unit), values)


@EVERY_SHAPE
@pytest.mark.parametrize("unit", UNITS)
def test_singular_values(shape, unit):
    m, n = shape
    k = min(shape)
    low = draw(m, 2) @ draw(2, n) if k > 2 else np.ones(shape)
    one = np.outer(draw(m), draw(n))
    scaled = draw(*shape) * np.logspace(0, -20, n)
    for M in (draw(*shape), low, one, np.zeros(shape), np.eye(m, n), scaled):
        U, s, Vt = algebra.svd(M * unit)
        assert (U.shape, s.shape, Vt.shape) == ((m, k), (k,), (k, n))
        size = max(np.abs(M).max(), 1e-30)
        near(s / unit, np.linalg.svd(M, compute_uv=False), size)
        near(U * (s / unit) @ Vt, M, size)
        near(U.T @ U, np.eye(k), 1.0)
        near(Vt @ Vt.T, np.eye(k), 1.0)
        near(algebra.svdvals(M * unit) / unit, s / unit, size)


def test_small_singular_values_of_scaled_columns_are_accurate():
    """Columns of sizes 1 to 1e-60. Jacobi's rotations find the least singular value to 1e-13 of itself. The inverse gives its value."""
    B = np.eye(6) + 0.1 * draw(6, 6)
    inverse = np.linalg.inv(B) * np.logspace(0, 60, 6)[:, None]
    np.testing.assert_allclose(algebra.svdvals(B * np.logspace(0, -60, 6))[-1], 1 / np.linalg.svd(inverse, compute_uv=False)[0], rtol=1e-13)


@EVERY_SHAPE
@pytest.mark.parametrize("unit", UNITS)
def test_orthogonal_factors(shape, unit):
    for A in (draw(*shape), np.zeros(shape), np.ones(shape)):
        Q, R = algebra.qr(A * unit)
        near(Q.T @ Q, np.eye(shape[0]), 1.0)
        near(Q @ (R / unit), A, max(np.abs(A).max(), 1e-30))
        np.testing.assert_array_equal(R, np.triu(R))
        np.testing.assert_array_equal(algebra.triangle(A * unit), R[: min(shape)])


@EVERY_SIZE
@pytest.mark.parametrize("unit", UNITS)
def test_linear_systems(n, unit):
    A, b = draw(n, n) + 3 * np.sqrt(n) * np.eye(n), draw(n, 4)
    near(algebra.solve(A * unit, b) * unit, np.linalg.solve(A, b))
    near(algebra.solve(A * unit, b[:, 0]) * unit, np.linalg.solve(A, b[:, 0]))
    near(algebra.solve(A[::-1], b[::-1]), np.linalg.solve(A, b))  # reversed rows need other pivots


def test_a_singular_system_has_no_finite_solution():
    assert not np.isfinite(algebra.solve(np.ones((3, 3)), np.arange(3.0))).any()
    assert not np.isfinite(algebra.solve(np.zeros((2, 2)), np.ones(2))).any()


@EVERY_SHAPE
def test_least_squares_of_any_rank(shape):
    """Matrices of condition number about ten. Tolerance: 1e-12 relative."""
    m, n = shape
    for rank in {1, (min(shape) + 1) // 2, min(shape)}:
        left, right = np.linalg.qr(draw(m, rank))[0], np.linalg.qr(draw(n, rank, seed=1))[0]
        A = left * np.linspace(1, 0.1, rank) @ right.T
        for b in (draw(m), draw(m, 3)):
            expected = np.linalg.lstsq(A, b)[0]
            found = algebra.lstsq(A, b)
            assert found.shape == expected.shape
            np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12 * max(1, np.abs(expected).max()))
            np.testing.assert_allclose(algebra.lstsq(A * 1e-300, b) * 1e-300, expected, rtol=0, atol=1e-12 * max(1, np.abs(expected).max()))


@EVERY_SHAPE
def test_null_spaces(shape):
    m, n = shape
    for A in (
        draw(*shape),
        np.zeros(shape),
        np.ones(shape),
        draw(m, 1) * np.r_[0.0, draw(n)[1:]],
        draw(*shape) * np.logspace(0, 8, m)[:, None],
    ):
        found, expected = algebra.null_space(A), scipy.linalg.null_space(A)
        assert found.shape == expected.shape
        near(found.T @ found, np.eye(found.shape[1]), 1.0)
        near(A @ found, np.zeros((m, found.shape[1])), max(np.abs(A).max(), 1e-30))


def test_a_null_space_is_right_where_the_second_row_repeats_the_first():
    A = draw(3, 6)
    A[1] = A[0]
    found = algebra.null_space(A)
    assert found.shape == (6, 4)
    near(A @ found, np.zeros((3, 4)), 1.0)


@pytest.mark.parametrize("shape", [(6, 3), (3, 6), (30, 12), (12, 30), (65, 200), (1, 1), (4, 1), (1, 4)])
def test_non_negative_least_squares(shape):
    """The distance exceeds SciPy's by at most 1e-12 ||b||. The solution is optimal: no scaled slope exceeds 1e-12."""
    for seed in range(5):
        A, b = draw(*shape, seed=seed), draw(shape[0], seed=seed + 10)
        check(A, b)
        check(A, A @ np.maximum(draw(shape[1], seed=seed), 0))
        check(A, -A.sum(axis=1))
        check(np.abs(A), -np.abs(b))


def check(A, b):
    x, distance = algebra.nnls(A, b)
    size = max(np.linalg.norm(b), 1e-300)
    assert (x >= 0).all()
    np.testing.assert_allclose(distance, np.linalg.norm(A @ x - b), atol=1e-13 * size)
    assert distance <= scipy.optimize.nnls(A, b)[1] + 1e-12 * size
    slope = A.T @ (b - A @ x) / size / np.linalg.norm(A, axis=0).max()
    assert slope.max() < 1e-12
    assert np.abs(slope[x > 0]).max(initial=0) < 1e-12


def test_non_negative_least_squares_with_columns_that_depend_on_each_other():
    for seed in range(10):
        A = draw(8, 5, seed=seed)
        b = draw(8, seed=seed + 50)
        check(np.hstack([A, A, A]), b)
        check(np.hstack([A, A @ np.abs(draw(5, 6, seed=seed))]), b)
        check(np.hstack([A, A + 1e-15 * draw(8, 5)]), b)
        check(np.hstack([A, np.zeros((8, 2))]), b)
        check(np.hstack([A, -A]), b)
        check(A * np.logspace(0, -5, 5), b)
        check(A[:, :1] + 1e-7 * draw(8, 5), b)
        parallel = A[:, :1] + 1e-7 * draw(8, 5)
        check(parallel, parallel @ np.arange(5.0))


def test_numbers_that_are_not_finite_give_nan_and_end():
    S, b = symmetric(4), np.ones(4)
    for bad in (np.nan, np.inf):
        broken = np.stack([S, S, S])
        broken[1, 2, 1] = bad
        values, vectors = algebra.eigh(broken)
        assert np.isnan(values[1]).all()
        assert np.isnan(vectors[1]).all()
        np.testing.assert_array_equal(values[[0, 2]], algebra.eigvalsh(S[None].repeat(2, axis=0)))
        assert all(np.isnan(part).all() for part in algebra.svd(broken[1]))
        assert np.isnan(algebra.svdvals(broken)[1]).all()
        assert np.isfinite(algebra.svdvals(broken)[[0, 2]]).all()
        assert np.isnan(algebra.lstsq(broken[1], b)).all()
        assert all(np.isnan(part).all() for part in algebra.nnls(broken[1], b))


def test_a_system_with_nan_has_a_solution_with_nan():
    A = symmetric(4)
    A[2, 1] = np.nan
    assert np.isnan(algebra.solve(A, np.ones(4))).any()


def test_empty_matrices():
    none, wide, tall = np.zeros((0, 0)), np.zeros((0, 3)), np.zeros((3, 0))
    assert [part.shape for part in algebra.eigh(none)] == [(0,), (0, 0)]
    assert algebra.eigvalsh(np.zeros((2, 0, 0))).shape == (2, 0)
    assert algebra.eigvalsh(np.zeros((0, 3, 3))).shape == (0, 3)
    assert [part.shape for part in algebra.svd(wide)] == [(0, 0), (0,), (0, 3)]
    assert [part.shape for part in algebra.svd(tall)] == [(3, 0), (0,), (0, 0)]
    assert algebra.svdvals(np.zeros((0, 2, 3))).shape == (0, 2)
    assert algebra.solve(none, np.zeros(0)).shape == (0,)
    assert algebra.solve(np.zeros((0, 2, 2)), np.zeros((0, 2, 1))).shape == (0, 2, 1)
    assert algebra.lstsq(wide, np.zeros(0)).tolist() == [0, 0, 0]
    assert algebra.lstsq(tall, np.ones(3)).shape == (0,)
    np.testing.assert_array_equal(algebra.null_space(wide), np.eye(3))
    assert algebra.null_space(tall).shape == (0, 0)
    x, distance = algebra.nnls(tall, np.ones(3))
    assert (x.shape, distance) == ((0,), np.sqrt(3))


def test_a_matrix_knows_nothing_of_its_neighbours():
    A, b = symmetric(7, 6), draw(6, 7, 2)
    A[3] *= 1e200
    A[4, 0, 0] = np.nan
    for function in (
        algebra.eigvalsh,
        algebra.svdvals,
        lambda A: algebra.eigh(A)[1],
        lambda A: algebra.qr(A)[0],
        algebra.triangle,
    ):
        together = function(A)
        for run in range(6):
            np.testing.assert_array_equal(together[run], function(A[run : run + 1])[0])
            np.testing.assert_array_equal(together[run], function(A[run]))
    together = algebra.solve(A, b)
    for run in range(6):
        np.testing.assert_array_equal(together[run], algebra.solve(A[run], b[run]))
    np.testing.assert_array_equal(algebra.eigvalsh(np.swapaxes(A, 1, 2)), algebra.eigvalsh(A))


def test_what_is_given_stays_as_it_is():
    A, b = symmetric(5), draw(5)
    kept = A.copy(), b.copy()
    for function in (algebra.solve, algebra.lstsq, algebra.nnls):
        function(A, b)
    for function in (algebra.eigh, algebra.svd, algebra.svdvals, algebra.qr, algebra.null_space):
        function(A)
    np.testing.assert_array_equal(A, kept[0])
    np.testing.assert_array_equal(b, kept[1])


def test_norms_and_slopes():
    x = draw(3, 4, 5)
    np.testing.assert_allclose(algebra.norm(x), np.linalg.norm(x), rtol=1e-14)
    np.testing.assert_allclose(algebra.norm(x, axis=1, keepdims=True), np.linalg.norm(x, axis=1, keepdims=True), rtol=1e-14)
    t, y = draw(30), draw(30, seed=1)
    np.testing.assert_allclose(algebra.line(t, y), np.polyfit(t, y, 1)[0], rtol=1e-12)
