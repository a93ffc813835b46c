"""Results for a trained net: margins reached, rates, targets, stationary points, and the claims that rest on them."""

import numpy as np
import pytest
from record_draws import drawn

from descent.convbias.claims import linear_net, matched_margins
from descent.convbias.convergence import at, dual_rate, rate, reach
from descent.convbias.limits import OWN_END, direction, end, separator_penalty, target
from descent.convbias.methods import flow
from descent.convbias.nets import net, penalty, start
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.records.matched_margins import MatchedMarginsRuns
from descent.convbias.separators import FLOOR, separators
from descent.convbias.training import points, train_runs

MARGIN = np.arange(0.0, 41.0)


def power(exponent, level=0.3):
    """1 - cos that falls as a power of the margin, down to the floor."""
    return np.maximum(level * 10.0 ** (exponent * MARGIN), FLOOR / 100)


def test_reach_is_where_a_power_law_crosses_and_none_where_it_does_not():
    found = reach(np.tile(MARGIN, (3, 1)), np.stack([power(-0.5), power(-0.01), power(0, 1e-7)]), 1e-4)
    np.testing.assert_allclose(found[0], (np.log10(0.3) + 4) / 0.5, rtol=1e-12)
    assert np.isnan(found[1])
    assert found[2] == 0


def test_reach_counts_from_the_last_time_above_the_level():
    near = power(-0.5)
    near[30] = 1.0
    assert 30 < reach(MARGIN[None], near[None], 1e-2)[0] < 31


def test_reach_and_rate_of_a_run_without_points_are_nan():
    nothing = np.full((1, 41), np.nan)
    assert np.isnan(reach(nothing, nothing, 1e-2)[0])
    assert np.isnan(rate(nothing, nothing)[0])


@pytest.mark.parametrize("exponent", [-2.0, -0.4, -0.01])
def test_rate_is_the_power_above_the_floor(exponent):
    np.testing.assert_allclose(rate(MARGIN[None], power(exponent)[None]), exponent, rtol=1e-9)


def test_dual_rate_is_the_rate_of_a_long_flow():
    """Tolerances: 2 % for the median of twelve runs and 20 % for ten of them, at margins of 1e200, with growth 0.02 per step."""
    shape = net("conv", 2, 16, 16)
    generators = [np.random.default_rng([5, run]) for run in range(12)]
    x = np.stack([generator.standard_normal((8, 16)) for generator in generators])
    found, at = separators(x), points(200, 2)
    trained = train_runs(flow, shape, start(shape, 0.5, generators), x, at, steps_before_flow=5_000, growth=0.02, flow_steps=40_000)
    distances = np.sum((trained.beta - (found.l1 / np.linalg.norm(found.l1, axis=1, keepdims=True))[:, None]) ** 2, axis=-1) / 2
    predicted = np.array([dual_rate(found.l1[run], found.alpha[run], x[run]) for run in range(12)])
    assert predicted.max() < 0
    errors = np.sort(np.abs(rate(trained.log10_margin, distances) / predicted - 1))
    assert np.median(errors) < 0.02
    assert errors[9] < 0.2


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (("full", 4, 8, 8), "l2"),
        (("conv", 1, 8, 8), "l2"),
        (("conv", 3, 8, 1), "l2"),
        (("conv", 2, 8, 8), "l1"),
        (("conv", 2, 8, 5), OWN_END),
        (("conv", 3, 8, 8), OWN_END),
    ],
)
def test_targets_are_those_of_the_theorems(asked, expected):
    assert target(net(*asked)) == expected


def test_the_end_of_a_run_that_does_not_separate_is_nan():
    shape = net("conv", 2, 6, 6)
    w = start(shape, 1.0, [np.random.default_rng(run) for run in range(2)])
    x = np.random.default_rng(9).standard_normal((2, 3, 6))
    x[1, 1] = -x[1, 0]
    assert np.isnan(direction(shape, w, x)[1]).all()
    assert np.isnan([values[1] for values in end(shape, w, x)]).all()


def test_the_separators_penalty_is_at_margin_one():
    x = np.random.default_rng(3).standard_normal((4, 5, 12))
    found, shape = separators(x), net("conv", 2, 12, 12)
    np.testing.assert_allclose(separator_penalty(shape, 7 * found.l1, x), penalty(found.l1, shape), rtol=1e-9)


def test_distinct_values_are_those_further_apart_than_rounding():
    values, runs = linear_net.distinct(np.array([2.0, 1.0, 1 + 1e-9, np.nan, 2 - 1e-8, 3.0]))
    assert values.tolist() == pytest.approx([1, 2, 3], abs=1e-6)
    assert runs.tolist() == [2, 2, 1]
    assert [part.size for part in linear_net.distinct(np.array([np.nan]))] == [0, 0]


def test_the_distance_at_a_margin_is_that_of_the_first_point_beyond_it():
    margin, near = np.array([[0.5, 2.0, 4.0], [0.5, 1.0, np.nan]]), np.array([[0.3, 0.2, 0.1], [0.3, 0.2, np.nan]])
    np.testing.assert_array_equal(at(margin, near, 1.5), [0.2, np.nan])


def test_a_run_without_a_number_makes_a_claim_about_all_runs_fail():
    given = {"distance": [1e-9, np.nan], "reach_4": [2.0, np.nan], "margin": [50.0, 40.0]}
    runs = drawn(LinearNetRuns, 2, **{name: np.array(values) for name, values in given.items()})
    assert linear_net.largest_distance(runs, {}).value == np.inf
    assert linear_net.margin_for_1e4(runs, {}).used == 1
    assert linear_net.within_literal_reach(runs, {}).used == 1


def test_methods_are_compared_only_where_both_are():
    runs = drawn(
        MatchedMarginsRuns,
        2,
        run=np.zeros(2),
        grid={"method": np.array(["safe_gd", "flow"])},
        flow_from=np.array([np.nan, 2.0]),
        margins=np.arange(4) + np.full((2, 1), 0.5),
        l1_distances=np.array([[0.5, 0.4, 0.2, np.nan], [0.6, 0.5, 0.202, 0.1]]),
    )
    np.testing.assert_allclose(matched_margins.compared(runs, "flow"), [[np.nan, np.nan, 0.01, np.nan]], atol=1e-12)
    np.testing.assert_allclose(matched_margins.flow_disagreement(runs, {}).value, 0.01)
