"""Measures of claims about factorisations and nets, on records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.balance.claims import factor_limit, factor_saddles, factorisation, net, three_layer
from descent.balance.records.factor_limit import FactorLimitRuns
from descent.balance.records.factor_saddles import FactorSaddleRuns
from descent.balance.records.factorisation import FactorisationRuns
from descent.balance.records.net import NetRuns
from descent.balance.records.three_layer import ThreeLayerRuns

LARGEST = [
    *((factorisation, FactorisationRuns, *pair) for pair in (("largest_imbalance", "imbalance_most"), ("largest_rise", "f_rise"))),
    *((factorisation, FactorisationRuns, *pair) for pair in (("largest_objective", "f_most"),)),
    *((net, NetRuns, *pair) for pair in (("largest_unit_drift", "unit_drift"), ("largest_layer_drift", "layer_drift"))),
    *((net, NetRuns, *pair) for pair in (("largest_matrix_drift", "matrix_drift"), ("largest_unexplained", "unexplained"))),
    *((three_layer, ThreeLayerRuns, *pair) for pair in (("largest_difference", "difference_most"), ("largest_drift", "drift"))),
    (three_layer, ThreeLayerRuns, "largest_unexplained", "unexplained"),
    (factor_saddles, FactorSaddleRuns, "largest_slope", "slope"),
]


@pytest.mark.parametrize(("module", "record", "measure", "field"), LARGEST)
def test_the_largest_is_that_of_all_runs_and_a_failed_one_is_infinite(module, record, measure, field):
    function = getattr(module, measure)
    assert function(drawn(record, 3, **{field: np.array([0.1, 0.7, 0.3])}), {}).value == 0.7
    found = function(drawn(record, 3, **{field: np.array([0.1, np.nan, 0.3])}), {})
    assert found.value == np.inf or getattr(found, "used", 3) == 2


ENDS = np.array(["completed", "completed", "completed", "diverged"])
WHERE_RUNS_ARRIVE = pytest.mark.parametrize(("module", "record"), [(factorisation, FactorisationRuns), (factor_saddles, FactorSaddleRuns)])


@WHERE_RUNS_ARRIVE
def test_a_run_that_never_arrives_is_among_all_and_a_failed_one_is_not_used(module, record):
    reach = np.array([1.0, np.nan, 2.0, np.nan])
    found = module.share_that_arrives(drawn(record, 4, reach_eps=reach, status=np.full(4, "completed")), {})
    assert (found.value, found.runs, found.used) == (2 / 4, 4, 4)
    found = module.share_that_arrives(drawn(record, 4, reach_eps=reach, status=ENDS), {})
    assert (found.value, found.runs, found.used) == (2 / 3, 4, 3)


def test_the_way_left_is_that_of_runs_near_their_minimum():
    middle = np.array([1e-3, 1e-3, 0.2, np.nan])
    found = factor_limit.largest_way_left(drawn(FactorLimitRuns, 4, left=np.array([0.5, 0.9, 1.5, np.nan]), middle=middle), {"eps": 0.01})
    assert (found.value, found.runs, found.used) == (0.9, 4, 2)
    found = factor_limit.largest_way_left(drawn(FactorLimitRuns, 2, left=np.array([0.5, np.nan]), middle=middle[:2]), {"eps": 0.01})
    assert found.value == np.inf


def test_iterations_are_infinite_where_a_run_never_arrives_and_missing_where_it_failed():
    runs = drawn(FactorisationRuns, 4, reach_eps=np.array([1.0, np.nan, 2.0, np.nan]), status=ENDS)
    found = factorisation.iterations_to_eps(runs, {})
    assert (found.value, found.runs, found.used) == (2.0, 4, 3)


def test_a_failed_run_needs_infinitely_many_iterations_for_a_factor_of_the_error():
    rate = np.array([-0.1, np.nan, np.nan])
    assert factorisation.iterations_per_log_error(drawn(FactorisationRuns, 3, rate=rate), {}).value == np.inf
    assert factorisation.iterations_per_log_error(drawn(FactorisationRuns, 3, rate=np.full(3, -0.1)), {}).value == pytest.approx(10.0)


def test_a_saddle_above_its_bound_a_flat_one_and_one_without_a_number_are_counterexamples():
    bound, lowest = np.array([-0.5, -0.5, 0.0, -0.5]), np.array([-0.6, -0.4, 0.0, np.nan])
    assert factor_saddles.share_of_strict_saddles(drawn(FactorSaddleRuns, 4, bound=bound, lowest=lowest), {}).value == 1 / 4
    found = factor_saddles.largest_curvature_error(drawn(FactorSaddleRuns, 2, bound=bound[:2], lowest=lowest[:2]), {})
    assert found.value == pytest.approx(0.2)


def test_iterations_to_leave_a_saddle_grow_with_the_logarithm_of_the_distance():
    distance, least = np.repeat([1e-2, 1e-4], 3), np.tile([0.2, 0.4, 0.5], 2)
    reach = np.log10(5.0 - np.log(distance) / np.log1p(0.1 * least))
    runs = drawn(FactorSaddleRuns, 6, run=np.tile(np.arange(3), 2), grid={"distance": distance}, least=least, reach_eps=reach)
    assert factor_saddles.growth_per_log_distance(runs, {"step_scale": 0.1}).value == pytest.approx(1.0, abs=0.05)


def test_runs_that_slide_are_counted_and_a_failed_one_does_not_help():
    runs = drawn(NetRuns, 4, resting=np.array([0.0, 3.0, 5.0, 9.0]), status=ENDS)
    assert net.share_that_slides(runs, {}).value == 2 / 4
    assert net.largest_number_sliding(runs, {}).value == np.inf
    assert net.largest_number_sliding(runs[np.arange(3)], {}).value == 5.0


def test_one_ratio_out_of_bounds_is_counted():
    runs = drawn(FactorisationRuns, 4, ratio_low=np.array([0.5, 0.05, np.nan, 0.5]), ratio_high=np.array([2.0, 2.0, 2.0, 20.0]))
    assert factorisation.share_of_bounded_ratios(runs, {}).value == 1 / 4


def test_a_norm_of_either_factor_counts():
    runs = drawn(FactorisationRuns, 2, u_most=np.array([1.0, 2.0]), v_most=np.array([3.0, 1.0]))
    assert factorisation.largest_norm(runs, {}).value == 3.0


def test_norms_are_apart_both_ways():
    assert factorisation.norms_apart(drawn(FactorisationRuns, 2, norms_end=np.array([0.5, 1.0])), {}).value == pytest.approx(np.log(2.0))


def test_the_power_of_a_drift_is_that_of_its_cells():
    eta = np.repeat([0.1, 0.2, 0.4], 5)
    runs = drawn(NetRuns, 15, run=np.tile(np.arange(5), 3), grid={"eta": eta}, unit_drift=eta * eta)
    assert net.drift_power(runs, {}).value == pytest.approx(2.0)


def test_the_slope_of_a_decay_is_that_of_its_logarithm():
    t = np.linspace(0.0, 4.0, 5)
    runs = drawn(NetRuns, 3, difference=np.tile(-np.exp(-0.4 * t), (3, 1)))
    assert net.decay_slope(runs, {"points": 4, "time": 4.0}).value == pytest.approx(-0.4)


def test_the_smallest_norm_is_that_of_any_layer_of_any_run():
    runs = drawn(ThreeLayerRuns, 2, square=np.array([[3.0, 2.0, 4.0], [5.0, 1.5, 2.0]]))
    assert three_layer.smallest_norm(runs, {}).value == 1.5


def test_ratios_are_compared_with_what_the_differences_at_the_start_leave():
    square = np.array([[54.0, 45.0, 44.1]])
    exact = square[:, :-1] / square[:, 1:]
    runs = drawn(ThreeLayerRuns, 1, square=square, ratio_end=exact)
    assert three_layer.largest_ratio_error(runs, {"start": "unbalanced"}).value == pytest.approx(0.0, abs=1e-12)
    assert three_layer.largest_ratio_error(runs, {"start": "balanced"}).value == pytest.approx(0.2)
    missing = drawn(ThreeLayerRuns, 1, square=square, ratio_end=np.array([[1.2, np.nan]]))
    assert three_layer.largest_ratio_error(missing, {"start": "unbalanced"}).value == np.inf
