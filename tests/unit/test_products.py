"""Matrix products equal those of plain loops to the bit, for small and large matrices of any layout."""

import numpy as np
import pytest

from descent import algebra

WIDTHS = pytest.mark.parametrize("width", [np.float32, np.float64])


def plain(a, b):
    """The product. Every entry is the sum over k from first to last."""
    c = np.zeros((a.shape[0], b.shape[1]), a.dtype)
    for k in range(a.shape[1]):
        c += a[:, k : k + 1] * b[k : k + 1]
    return c


def drawn(shape, width, transposed, seed):
    """A random matrix, stored row by row, or column by column if `transposed`."""
    x = np.random.default_rng(seed).standard_normal(shape[::-1] if transposed else shape).astype(width)
    return x.T if transposed else x


@WIDTHS
@pytest.mark.parametrize("transposed", [(False, False), (True, False), (False, True), (True, True)])
@pytest.mark.parametrize(
    "shape", [(1, 1, 1), (3, 2, 5), (16, 40, 16), (20, 21, 22), (4, 300, 16), (130, 65, 33), (257, 513, 7), (300, 3, 50), (40, 600, 1)]
)
def test_every_entry_is_the_plain_sum_to_the_bit(shape, transposed, width):
    m, n, p = shape
    a, b = drawn((m, n), width, transposed[0], 1), drawn((n, p), width, transposed[1], 2)
    found = algebra.matmul(a, b)
    assert found.dtype == width
    np.testing.assert_array_equal(found, plain(a, b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((5,), (5,)),
        ((4, 5), (5,)),
        ((5,), (5, 3)),
        ((2, 4, 5), (5, 3)),
        ((4, 5), (2, 5, 3)),
        ((2, 1, 4, 5), (3, 5, 6)),
        ((2, 30, 40), (2, 40, 30)),
        ((0, 4, 5), (5, 3)),
        ((4, 0), (0, 3)),
    ],
)
def test_shapes_are_numpys(a, b):
    a, b = (np.random.default_rng(i).standard_normal(shape) for i, shape in enumerate((a, b)))
    found, expected = algebra.matmul(a, b), a @ b
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_slices_and_stacks_of_transposed_matrices_are_taken_as_they_are():
    x = np.random.default_rng(0).standard_normal((2, 60, 70))
    np.testing.assert_array_equal(algebra.matmul(x[:, ::2], x.mT)[1], plain(x[1, ::2], x[1].T))


def test_infinite_and_missing_numbers_stay_in_their_rows_and_columns():
    a, b = drawn((30, 30), float, False, 1), drawn((30, 30), float, False, 2)
    a[3, 4], b[5, 6] = np.nan, np.inf
    found = algebra.matmul(a, b)
    bad = np.zeros((30, 30), bool)
    bad[3], bad[:, 6] = True, True
    np.testing.assert_array_equal(~np.isfinite(found), bad)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"matmul of \(2, 3\) and \(2, 3\)"):
        algebra.matmul(np.ones((2, 3)), np.ones((2, 3)))
