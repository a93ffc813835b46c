"""Intervals cover what they should; verdicts follow from intervals alone."""

import mpmath
import numpy as np
import pytest
from scipy.special import betaincinv

from descent.statistics import Measured, largest, mean, median, share, share_of_counts, slope, smallest
from scripts.verdicts import FAILS, HOLDS, OPEN, verdict


@pytest.mark.parametrize(("successes", "runs"), [(0, 1), (0, 10), (3, 10), (10, 10), (997, 1000), (1, 20000), (12345, 20000)])
def test_share_has_the_exact_binomial_interval(successes, runs):
    measured = share_of_counts(successes, runs)
    expected = (
        betaincinv(successes, runs - successes + 1, 0.025) if successes else 0.0,
        betaincinv(successes + 1, runs - successes, 0.975),
    )
    assert (measured.low, measured.high) == pytest.approx((expected[0], expected[1] if successes < runs else 1.0), rel=1e-12)


@pytest.mark.parametrize("successes", [1, 2, 40])
def test_the_interval_of_a_share_of_a_million_leaves_a_fortieth_on_either_side(successes):
    mpmath.mp.dps, runs = 40, 10**6
    measured = share_of_counts(successes, runs)
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


def test_missing_runs_are_not_used_and_counted():
    assert median([1.0, np.nan, 3.0])[3:] == (3, 2)
    assert np.isnan(median([np.nan]).value)
    assert largest([1, 5, np.nan]) == (5, 5, 5, 3, 2)
    assert smallest([1, 5, np.nan]) == (1, 1, 1, 3, 2)
    assert slope([1, 2], [[1.0, 2.0], [np.nan, 4.0]])[3:] == (2, 1)


def test_a_share_is_of_the_runs_it_is_among():
    assert share([True, False, True], among=[True, True, False]) == share_of_counts(1, 2)._replace(runs=3)
    assert share([True, False])[3:] == (2, 2)
    assert share([True], among=[False])[3:] == (1, 0)


def test_infinitely_far_runs_make_intervals_infinite_not_missing():
    far = median([1.0, np.inf, np.inf, np.inf])
    assert (far.value, far.high) == (np.inf, np.inf)
    assert not np.isnan(far.low)


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
    ],
)
def test_verdict_holds_where_the_whole_interval_agrees(relation, low, high, expected):
    assert verdict(relation, 1.0, 0.1, Measured((low + high) / 2, low, high, 8, 8))[0] == expected


@pytest.mark.parametrize(
    ("relation", "hits", "runs", "expected"),
    [
        ("none", 0, 124, HOLDS),  # the interval ends at 0.0293
        ("none", 0, 120, OPEN),  # the interval ends at 0.0303
        ("none", 1, 100000, FAILS),
        ("none", 1, 1, FAILS),
        ("every", 124, 124, HOLDS),
        ("every", 120, 120, OPEN),
        ("every", 99999, 100000, FAILS),
    ],
)
def test_one_counterexample_fails_and_too_few_runs_leave_it_open(relation, hits, runs, expected):
    decided, why = verdict(relation, {"none": 0.0, "every": 1.0}[relation], 0.03, share_of_counts(hits, runs))
    assert decided == expected
    assert ("counterexample" in why) == (decided != HOLDS)


@pytest.mark.parametrize(("used", "expected"), [(100, HOLDS), (90, HOLDS), (89, FAILS), (0, FAILS)])
def test_too_few_runs_with_a_number_fail_whatever_they_say(used, expected):
    values = np.where(np.arange(100) < used, 1.0, np.nan)
    assert verdict("equals", 1.0, 0.1, median(values), least_used=0.9)[0] == expected
