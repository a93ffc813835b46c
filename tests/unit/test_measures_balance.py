"""What claims measure of factorisations and nets, of records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.balance.claims import factorisation, net, three_layer
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
]


@pytest.mark.parametrize(("module", "record", "measure", "field"), LARGEST)
def test_the_largest_is_that_of_all_runs_and_a_failed_one_is_infinite(module, record, measure, field):
    function = getattr(module, measure)
    assert function(drawn(record, 3, **{field: np.array([0.1, 0.7, 0.3])}), {}).value == 0.7
    found = function(drawn(record, 3, **{field: np.array([0.1, np.nan, 0.3])}), {})
    assert found.value == np.inf or getattr(found, "used", 3) == 2


def test_a_run_that_never_arrives_is_among_all():
    runs = drawn(FactorisationRuns, 4, reach_eps=np.array([1.0, np.nan, 2.0, 3.0]))
    assert factorisation.share_that_arrives(runs, {}).value == 3 / 4


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
