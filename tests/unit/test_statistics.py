"""Intervals cover what they should; verdicts follow from intervals alone."""

import mpmath
import numpy as np
import pytest
from scipy.special import betaincinv

from descent.statistics import largest, mean, median, share, slope, smallest
from scripts.verdicts import FAILS, HOLDS, OPEN, verdict


@pytest.mark.parametrize(("successes", "runs"), [(0, 1), (0, 10), (3, 10), (10, 10), (997, 1000), (1, 20000), (12345, 20000)])
def test_share_has_the_exact_binomial_interval(successes, runs):
    measured = share(successes, runs)
    expected = (
        betaincinv(successes, runs - successes + 1, 0.025) if successes else 0.0,
        betaincinv(successes + 1, runs - successes, 0.975),
    )
    assert (measured.low, measured.high) == pytest.approx((expected[0], expected[1] if successes < runs else 1.0), rel=1e-12)


@pytest.mark.parametrize("successes", [1, 2, 40])
def test_the_interval_of_a_share_of_a_million_leaves_a_fortieth_on_either_side(successes):
    mpmath.mp.dps, runs = 40, 10**6
    measured = share(successes, runs)
    for p, fewer, expected in ((measured.low, successes, 0.975), (measured.high, successes + 1, 0.025)):
        p = mpmath.mpf(p)
        probability = mpmath.fsum(mpmath.binomial(runs, j) * p**j * (1 - p) ** (runs - j) for j in range(fewer))
        assert float(probability) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("statistic", [median, mean])
def test_bootstrap_intervals_cover_the_truth_about_nineteen_times_in_twenty(statistic):
    random = np.random.default_rng(0)
    covered = [m.low <= 0 <= m.high for m in (statistic(random.normal(size=61)) for _ in range(200))]
    assert 0.88 <= np.mean(covered) <= 1.0


def test_slope_finds_the_power_of_a_power_law():
    x = np.array([5.0, 10, 20, 50])
    y = 3 * x**1.7 * np.exp(np.random.default_rng(1).normal(scale=0.05, size=(100, 4)))
    measured = slope(np.log(x), np.log(y))
    assert measured.low <= 1.7 <= measured.high
    assert measured.high - measured.low < 0.05


def test_missing_runs_are_left_out_and_counted():
    assert median([1.0, np.nan, 3.0]).runs == 2
    assert np.isnan(median([np.nan]).value)
    assert largest([1, 5, np.nan]).value == 5
    assert smallest([1, 5, np.nan]) == (1, 1, 1, 2)
    assert slope([1, 2], [[1.0, 2.0], [np.nan, 4.0]]).runs == 1


@pytest.mark.parametrize(
    ("relation", "low", "high", "expected"),
    [
        ("equals", 0.95, 1.05, HOLDS),
        ("equals", 0.85, 1.05, OPEN),
        ("equals", 1.2, 1.3, FAILS),
        ("at_least", 0.95, 9, HOLDS),
        ("at_least", 0.5, 9, OPEN),
        ("at_least", 0.5, 0.6, FAILS),
        ("at_most", -9, 1.05, HOLDS),
        ("at_most", -9, 1.2, OPEN),
        ("at_most", 1.2, 1.3, FAILS),
        ("equals", np.nan, np.nan, OPEN),
    ],
)
def test_verdict_holds_where_the_whole_interval_agrees(relation, low, high, expected):
    assert verdict(relation, predicted=1.0, tolerance=0.1, low=low, high=high)[0] == expected
