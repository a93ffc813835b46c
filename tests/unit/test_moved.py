"""The octopus moved to the mass of a law: its boxes have the right mass, draws follow the law, and escapes are those of f itself."""

import numpy as np
import pytest
from draws import run_streams
from scipy import stats

from descent.escape import moved
from descent.escape.descent import Limits, descend
from descent.methods import gd
from descent.problems.octopus import numbers

P = numbers(tau=np.e, L=1.0, gamma=1.0)
LAWS = {"gaussian": stats.norm, "laplace": stats.laplace, "cauchy": stats.cauchy}


@pytest.mark.parametrize("law", moved.LAWS)
@pytest.mark.parametrize(("delta", "d"), [(0.1, 50), (0.5, 2)])
def test_a_box_has_the_mass_that_is_asked_for(law, delta, d):
    R = moved.radius(law, delta, d)
    assert (LAWS[law].cdf(R) - LAWS[law].cdf(-R)) ** d == pytest.approx(1 - delta, rel=1e-9)


@pytest.mark.parametrize("law", moved.LAWS)
def test_draws_have_their_law(law):
    assert stats.kstest(moved.drawn(law, run_streams(2000), 2).ravel(), LAWS[law].cdf).pvalue > 1e-3


def test_literal_escapes_around_zero_are_those_of_f_at_any_power_of_two():
    x = np.random.default_rng(3).uniform(-1, 1, (20, 5))
    expected = descend(gd, x, P, Limits(0.1, 2000), eta=0.25).escape[:, :3]
    for scale in (1.0, 4.0):
        np.testing.assert_array_equal(moved.escapes(scale * x, 0.0, scale, P, 0.25, 2000, 3), expected)


def test_a_start_outside_the_tube_has_no_escapes():
    x = np.array([[0.5, 0.5, 3.0], [0.5, 0.5, 0.5]])
    found = moved.escapes(100.0 + x, 100.0, 1.0, P, 0.25, 500, 2)
    assert np.isnan(found[0]).all()
    assert not np.isnan(found[1]).any()
