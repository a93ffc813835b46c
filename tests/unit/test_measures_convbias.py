"""Measures of claims about linear nets, on records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.convbias.claims import linear_net, stationarity
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.records.stationarity import StationarityRuns

LARGEST = {
    "largest_distance": "distance",
    "largest_residual": "residual",
    "largest_elsewhere": "elsewhere",
    "largest_weights_residual": "weights_residual",
    "largest_identity_error": "identity_error",
    "largest_product_error": "product_error",
}


@pytest.mark.parametrize(("measure", "field"), LARGEST.items())
def test_the_largest_is_that_of_all_runs_and_a_failed_one_is_infinite(measure, field):
    function = getattr(linear_net, measure)
    assert function(drawn(LinearNetRuns, 3, **{field: np.array([0.1, 0.7, 0.3])}), {}).value == 0.7
    found = function(drawn(LinearNetRuns, 3, **{field: np.array([0.1, np.nan, 0.3])}), {})
    assert found.value == np.inf or getattr(found, "used", 3) == 2


def test_a_run_that_never_comes_near_is_out_of_literal_reach():
    runs = drawn(LinearNetRuns, 4, reach_4=np.array([1.0, 2.0, 5.0, np.nan]), margin=np.full(4, 100.0))
    assert linear_net.within_literal_reach(runs, {}).value == 2 / 4


def test_ratios_of_rates_are_medians():
    runs = drawn(LinearNetRuns, 3, rate=np.array([-1.0, -2.0, -3.0]), predicted_rate=np.array([-1.0, -1.0, -2.0]))
    assert linear_net.rate_ratio(runs, {}).value == 1.5


ARRIVED = {
    "arrived_residual": "residual",
    "arrived_gradient_residual": "gradient_residual",
    "arrived_weights_residual": "weights_residual",
    "arrived_identity_error": "identity_error",
    "arrived_frequencies": "frequencies",
}


@pytest.mark.parametrize(("measure", "field"), ARRIVED.items())
def test_runs_that_did_not_come_to_the_last_margin_are_not_used_and_one_without_a_number_is_infinite(measure, field):
    status = np.array(["converged", "iteration limit", "converged"])
    function = getattr(stationarity, measure)
    found = function(drawn(StationarityRuns, 3, status=status, **{field: np.array([0.1, 7.0, 0.3])}), {})
    assert (found.value, found.runs, found.used) == (0.3, 3, 2)
    assert function(drawn(StationarityRuns, 3, status=status, **{field: np.array([0.1, 7.0, np.nan])}), {}).value == np.inf


@pytest.mark.parametrize("field", ["gradient_residual", "gradient_turn"])
def test_the_gradients_numbers_are_those_of_all_runs(field):
    whole, failed = (drawn(StationarityRuns, 3, **{field: np.array([0.1, 0.7, last])}) for last in (0.3, np.nan))
    assert getattr(stationarity, f"largest_{field}")(whole, {}).value == 0.7
    assert getattr(stationarity, f"median_{field}")(whole, {}).value == 0.3
    assert getattr(stationarity, f"largest_{field}")(failed, {}).value == np.inf
    assert getattr(stationarity, f"median_{field}")(failed, {}).value == 0.7


def test_chance_is_a_mean_of_the_runs_that_have_one():
    found = stationarity.chance_to_pass(drawn(StationarityRuns, 3, chance=np.array([0.0, 0.5, np.nan])), {})
    assert (found.value, found.runs, found.used) == (0.25, 3, 2)


def test_shares_of_runs_that_are_near_and_at_the_predicted_rate():
    runs = drawn(
        LinearNetRuns,
        4,
        distance=np.array([1e-5, 1e-3, 0.0, np.nan]),
        rate=np.array([-1.0, -1.02, -1.04, np.nan]),
        predicted_rate=np.full(4, -1.0),
    )
    assert linear_net.share_near(runs, {}).value == 2 / 4
    assert linear_net.share_at_predicted_rate(runs, {}).value == 2 / 4
    assert linear_net.largest_rate_error(runs, {}).value == np.inf
    np.testing.assert_allclose(linear_net.largest_rate_error(runs[:3], {}).value, 0.04)
