"""The complementary error function against exact values."""

import math

import mpmath
import numpy as np
import pytest

from descent.compiled import compiled
from descent.elementary import erfc


@compiled
def each(x):
    """erfc, computed number by number in a kernel."""
    values = np.empty_like(x)
    for i in range(x.size):
        values[i] = erfc(x[i])
    return values


@pytest.mark.parametrize(("low", "high"), [(-6.0, 0.0), (-1e-3, 1e-3), (0.0, 0.5), (0.5, 2.0), (2.0, 10.0), (10.0, 26.0)])
def test_erfc_is_exact_to_a_few_units_in_the_last_place(low, high):
    """Tolerance: 6 units in the last place."""
    x = np.random.default_rng(0).uniform(low, high, 2000)
    with mpmath.workdps(40):
        exact = [mpmath.erfc(number) for number in x]
        errors = [abs(mpmath.mpf(found) - right) / float(np.spacing(float(right))) for found, right in zip(erfc(x), exact, strict=True)]
    assert max(errors) <= 6


def test_erfc_at_the_ends_of_its_range():
    np.testing.assert_array_equal(erfc(np.array([0.0, -0.0, 1e-300, math.inf, -math.inf, 30.0, -30.0])), [1, 1, 1, 0, 2, 0, 2])
    assert np.isnan(erfc(math.nan))
    assert 0.0 < erfc(27.0) < 1e-317


def test_erfc_has_the_same_bits_in_kernels_on_arrays_and_of_a_number():
    x = np.r_[np.random.default_rng(1).uniform(-7, 28, 1000), 0.0, math.inf, -math.inf]
    np.testing.assert_array_equal(each(x), erfc(x))
    np.testing.assert_array_equal([erfc(number) for number in x.tolist()], erfc(x))
