"""What claims measure of octopus runs, of records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.escape.buffer import Octopus, nu
from descent.escape.claims import octopus, outcome
from descent.escape.plateaus import height_error
from descent.escape.records.octopus import OctopusRuns
from descent.escape.records.outcome import OutcomeRuns


def escaping(*rows):
    """A record of runs with these iterations of their escapes."""
    return drawn(OctopusRuns, len(rows), escape=np.array(rows, dtype=float))


def test_runs_of_any_other_end_than_at_a_minimum_are_no_success():
    words = np.array(["converged", "converged", "iteration limit", "left the domain", "underflow"])
    assert outcome.success_share(drawn(OutcomeRuns, 5, status=words), {}).value == 2 / 5


def test_the_growth_from_saddle_to_saddle_is_that_of_a_geometric_row():
    runs = escaping(*[3.0 ** np.arange(1, 9)] * 4)
    assert octopus.growth_per_saddle(runs, {"d": 8}).value == pytest.approx(3.0)
    assert octopus.log_slope(runs, {}).value == pytest.approx(np.log(3.0))


def test_the_soonest_of_all_runs_counts():
    assert octopus.soonest_last_escape(escaping([1, 9], [1, 5], [1, 7]), {"d": 2}).value == 5.0


def test_one_plateau_at_another_height_is_the_largest_error():
    assert octopus.plateau_height(drawn(OctopusRuns, 3, height_error=np.array([0.0, 0.4, 0.1])), {}).value == 0.4


def test_one_escape_that_differs_is_counted():
    method = np.repeat(["gd_event_driven", "gd_longdouble"], 2)
    rows = np.array([[3, 9], [4, 8], [3, 9], [4, np.nan]], dtype=float)
    runs = drawn(OctopusRuns, 4, run=np.tile([0, 1], 2), grid={"method": method}, escape=rows)
    assert octopus.differing_escapes(runs, {}).value == 0.0
    rows[3, 0] = 5.0
    assert octopus.differing_escapes(runs, {}).value == 0.5


def test_the_least_second_order_visit_of_all_runs_counts():
    assert octopus.second_order_floor(drawn(OctopusRuns, 3, second_order_eps=np.array([0.5, 0.2, 0.9])), {}).value == 0.2


def test_a_plateau_at_the_height_of_the_next_one_is_wrong():
    p = Octopus(np.e, 2.0, 1.0)
    heights = -nu(p) * np.array([[0.0, 1.0, 2.0], [0.0, 2.0, 2.0]])
    np.testing.assert_allclose(height_error(heights, p), [0.0, 1.0], atol=1e-12)
