"""What claims measure of linear nets, of records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.convbias.claims import linear_net
from descent.convbias.records.linear_net import LinearNetRuns

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
