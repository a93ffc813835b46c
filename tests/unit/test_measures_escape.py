"""Measures of claims about octopus runs, on records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.escape.buffer import Octopus, nu
from descent.escape.claims import first_noise, moved, octopus, outcome, smoothness, warm_up
from descent.escape.octopus import hessian_lipschitz
from descent.escape.plateaus import height_error, mean_length
from descent.escape.records.first_noise import FirstNoiseRuns
from descent.escape.records.moved import MovedRuns
from descent.escape.records.octopus import OctopusRuns
from descent.escape.records.outcome import OutcomeRuns
from descent.escape.records.smoothness import SmoothnessRuns
from descent.escape.records.warm_up import WarmUpRuns
from scripts.metrics.first_noise import measure as measured_noise


def escaping(*rows):
    """A record of runs that escape at these iterations, one row per run."""
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


CELL = {"d": 30, "eta": 0.25, "L": 1.0, "gamma": 1.0, "t_thres": 100}
FACTOR = 1 + np.log(2) / np.log(1.5)
"""The predicted factor by which the escape iterations of CELL grow per saddle."""


def test_one_escape_that_comes_too_soon_breaks_the_recursion():
    rows = [40 * FACTOR ** np.arange(30)] * 5
    assert octopus.sooner_than_recursion(escaping(*rows), CELL).value == 0.0
    assert octopus.growth_deviation(escaping(*rows), CELL).value == pytest.approx(0.0, abs=1e-12)
    soon = rows[0].copy()
    soon[24:] *= 0.9
    assert octopus.sooner_than_recursion(escaping(*rows, soon), CELL).value == pytest.approx(1 / 6)
    assert octopus.growth_deviation(escaping(*rows, soon), CELL).value == pytest.approx(0.1)


def test_a_run_without_escapes_says_nothing_of_the_recursion_and_shortens_no_line():
    rows = [40 * FACTOR ** np.arange(30)] * 5
    failed = escaping(*rows, np.full(30, np.nan))
    assert octopus.sooner_than_recursion(failed, CELL)[3:] == (6, 5)
    assert octopus.log_slope(failed, CELL)[3:] == (6, 5)
    assert octopus.log_slope(failed, CELL).value == pytest.approx(np.log(FACTOR))
    assert np.isnan(octopus.log_slope(escaping(np.full(30, np.nan)), CELL).value)


def test_the_length_of_plateaus_against_dimension_and_accuracy():
    d, eps = np.repeat([10, 20, 40], 4), np.repeat([0.1, 0.01, 0.001], 4)
    for axis, measure in ((np.log(d), octopus.plateau_against_dimension), (np.log(1 / eps), octopus.plateau_against_accuracy)):
        escape = (5 + 3 * axis)[:, None] * np.arange(1, 41)
        escape[np.arange(40) >= d[:, None]] = np.nan
        runs = drawn(OctopusRuns, 12, run=np.tile(np.arange(4), 3), grid={"d": d}, eps_value=eps, escape=escape)
        assert measure(runs, CELL).value == pytest.approx(3.0)
        assert measure(runs, CELL)[3:] == (4, 4)
        escape[5, 7:] = np.nan
        assert measure(runs, CELL)[3:] == (4, 3)


def test_second_order_points_are_counted_from_theory():
    runs = drawn(OctopusRuns, 2, second_order_eps=np.array([1.0, 1.0]) * 4 * 0.25 / hessian_lipschitz(Octopus(2.0, 1.0, 0.5)))
    assert octopus.second_order_floor_over_theory(runs, CELL | {"tau": 2.0, "gamma": 0.5}).value == pytest.approx(1.0)


def test_a_run_that_stops_elsewhere_waits_for_ever():
    ends = np.array(["converged", "converged", "converged", "stopped"])
    runs = drawn(OutcomeRuns, 4, status=ends, steps=np.array([200.0, 210.0, 230.0, np.nan]))
    assert outcome.waits(runs, CELL).value == pytest.approx(2.2)
    assert outcome.most_waits(runs[:3], CELL).value == pytest.approx(2.3)
    assert outcome.most_waits(runs, CELL).value == np.inf


def test_warm_ups_that_never_leave_literally_are_not_used_and_differ():
    runs = drawn(WarmUpRuns, 3, event_driven=np.array([7.0, 8.0, 9.0]), literal=np.array([7.0, 8.0, np.nan]))
    assert warm_up.soonest_literal(runs, CELL) == (7, 7, 7, 3, 2)
    assert warm_up.soonest_sum(runs, CELL).value == 7
    assert warm_up.differing_warm_ups(runs, CELL).value == pytest.approx(1 / 3)


def test_starts_outside_the_tube_count_against_corollary_4_4_and_in_no_comparison():
    last, same = np.array([2.0**30, 2.0**29, np.nan, 2.0**31]), np.array([1.0, 1.0, 0.0, 0.0])
    runs = drawn(MovedRuns, 4, last_escape=last, same_escapes=same, in_box=np.array([1.0, 0.0, 0.0, 1.0]))
    assert moved.share_slow(runs, CELL).value == 0.5
    assert moved.share_slow(runs, CELL)[3:] == (4, 4)
    assert moved.share_in_box(runs, CELL).value == 0.5
    assert moved.share_literal(runs, CELL).value == pytest.approx(2 / 3)
    assert moved.share_literal(runs, CELL)[3:] == (4, 3)


def test_noise_of_twice_the_radius_is_seen():
    lengths = np.linspace(0.001, 0.999, 500) ** (1 / 5)
    mean = first_noise.mean_power(drawn(FirstNoiseRuns, 500, length=lengths), {"d": 5})
    assert mean.low < 0.5 < mean.high
    wide = drawn(FirstNoiseRuns, 500, length=2 * lengths)
    assert first_noise.mean_power(wide, {"d": 5}).low > 10
    assert first_noise.longest(wide, {"d": 5}).value > 1.5


def test_the_first_noise_is_read_off_the_point_after_its_gradient_step():
    noise = np.array([[3.0, 0.0, 4.0], [0.0, 1.0, 0.0]])
    moved_on = noise * [1 + 2 * 0.25 * 1.0, 1 - 2 * 0.25 * 1.5, 1 - 2 * 0.25 * 1.5]
    path = np.stack([np.zeros_like(noise), moved_on], axis=1)
    parameters = {"d": 3, "eta": 0.25, "L": 1.5, "gamma": 1.0, "r": 2.0}
    np.testing.assert_allclose(measured_noise({"path": path}, parameters).length, [2.5, 0.5])


@pytest.mark.parametrize("field", ["value", "curvature", "third", "chord"])
def test_one_place_above_a_constant_is_the_largest(field):
    runs = drawn(SmoothnessRuns, 4, **{field: np.array([0.5, 1.2, np.nan, 0.9])})
    assert getattr(smoothness, f"largest_{field}")(runs, CELL) == (1.2, 1.2, 1.2, 4, 3)


def test_mean_plateau_counts_from_the_third_saddle_and_asks_for_every_escape():
    """Plateaus take 10, 20, 5 and 7 iterations. With four saddles the mean is of the last two, with three saddles it is the third."""
    escape = np.array([[10.0, 30.0, 35.0, 42.0], [10.0, 30.0, 35.0, np.nan], [10.0, 30.0, 35.0, np.nan]])
    np.testing.assert_array_equal(mean_length(escape, [4, 3, 4]), [6.0, 5.0, np.nan])
