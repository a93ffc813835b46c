"""Measures of claims about minimised nets, on records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.oneneuron.claims import extended, known_minima, minimise
from descent.oneneuron.rates import growth_rate
from descent.oneneuron.records.extended import ExtendedRuns
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from descent.oneneuron.records.minimise import MinimiseRuns

GOOD, BAD, MASKED = "good minimum", "bad minimum", "masked minimum"


def record(*classes, **given):
    """A record of runs with these classes of ends, by default at the least F, with the neuron off and every point right. given: changes."""
    fields = {"a_norm": 0.0, "excess": 0.0, "base_errors": 0.0, "F": 1.0, "stationarity_rest": 1e-15, "steepest": 0.0}
    arrays = {name: np.broadcast_to(given.get(name, value), len(classes)).astype(float) for name, value in fields.items()}
    return drawn(MinimiseRuns, len(classes), class_=np.array(classes), **arrays)


@pytest.mark.parametrize("word", [BAD, MASKED])
def test_one_minimum_that_is_not_good_is_a_counterexample(word):
    found = minimise.counterexamples(record(*[GOOD] * 19, word), {})
    assert found.value == 1 / 20
    assert minimise.counterexamples(record(*[GOOD] * 20), {}).value == 0.0


def test_counterexamples_are_shared_among_the_finite_minima_alone():
    found = minimise.counterexamples(record(GOOD, GOOD, GOOD, BAD, *["diverging"] * 16), {})
    assert found.value == 1 / 4


@pytest.mark.parametrize("word", ["saddle", "diverging", "excluded by algebra", "lost neuron", "not converged", "overflow"])
def test_what_is_no_finite_minimum_is_neither_counted_nor_a_counterexample(word):
    found = minimise.counterexamples(record(GOOD, word), {})
    assert (found.value, getattr(found, "used", found.runs)) == (0.0, 1)


def test_without_a_finite_minimum_nothing_is_measured():
    found = minimise.counterexamples(record("diverging", "not converged"), {})
    assert np.isnan(found.value)
    assert not getattr(found, "used", found.runs)


def test_shares_of_ends_are_among_the_runs_that_came_to_one():
    runs = record(GOOD, BAD, MASKED, "diverging", "excluded by algebra", "overflow", "not converged")
    for measure in (minimise.bad_minima, minimise.diverging, minimise.excluded):
        assert measure(runs, {})[:1] + measure(runs, {})[3:] == (1 / 5, 7, 5)


def test_an_end_that_algebra_excludes_does_not_support_that_there_is_no_minimum():
    assert minimise.finite_minima(record(*["excluded by algebra"] * 3, "diverging"), {})[3:] == (4, 1)
    assert minimise.finite_minima(record("excluded by algebra", "diverging", MASKED), {}).value == 1 / 2


def test_one_neuron_that_stays_is_the_largest():
    assert minimise.largest_a(record(GOOD, GOOD, GOOD, a_norm=[0.0, 3e-3, 0.0]), {}).value == 3e-3
    assert minimise.largest_a(record(GOOD, "diverging", a_norm=[0.0, 3e-3]), {}).value == 0.0


def test_minima_with_the_neuron_on_are_shared_among_minima():
    found = minimise.neuron_on(record(GOOD, MASKED, "diverging", a_norm=[1e-7, 1e-5, 1.0]), {})
    assert (found.value, found.runs, found.used) == (0.5, 3, 2)


def test_one_minimum_above_the_least_value_is_the_largest_excess():
    assert minimise.largest_excess(record(GOOD, MASKED, excess=[1e-12, 0.2]), {}).value == 0.2


def test_one_point_that_is_not_learnt_at_a_minimum_is_the_steepest():
    runs = record(GOOD, MASKED, "diverging", steepest=[1e-12, 0.3, 5.0])
    assert minimise.largest_loss_slope(runs, {}) == (0.3, 0.3, 0.3, 3, 2)


def test_one_net_that_errs_at_a_minimum_is_counted():
    assert minimise.right_at_minima(record(GOOD, GOOD, MASKED, "saddle", base_errors=[0, 0, 1, 1]), {}).value == 2 / 3


def test_a_missing_rest_is_infinitely_far():
    found = minimise.largest_stationarity_rest(record(GOOD, GOOD, stationarity_rest=[1e-15, np.nan]), {})
    assert found.value == np.inf or getattr(found, "used", 2) == 1


def test_a_net_that_errs_under_a_low_objective_is_masked():
    found = minimise.masked_by_the_neuron(record("lost neuron", "lost neuron", GOOD, F=[1e-6, 1.0, 1e-6], base_errors=[1, 1, 0]), {})
    assert found.value == 1 / 3


def test_a_regulariser_without_its_half_has_twice_the_rate():
    assert growth_rate("sohl_dickstein", 3.0) == 2.0 * growth_rate("exponential", 3.0) == 6.0


def test_a_critical_point_counts_where_its_neuron_is_on_among_the_ends_that_were_looked_at():
    given = {"examined": [1, 1, 1, 0], "critical": [1, 1, 0, np.nan], "polished_a": [1e-3, 1e-44, 1e-3, np.nan]}
    runs = drawn(ExtendedRuns, 4, **{name: np.array(values, float) for name, values in given.items()})
    found = extended.critical_and_on(runs, {})
    assert (found.value, found.runs, found.used) == (1 / 3, 4, 3)


def test_beside_a_known_minimum_a_masked_end_is_bad_and_an_end_that_was_not_seen_counts_neither_way():
    words = np.array([GOOD, BAD, MASKED, "excluded by algebra", "not converged", "overflow", "saddle"])
    found = known_minima.bad_minima(drawn(KnownMinimaRuns, len(words), class_=words), {})
    assert (found.value, found.runs, found.used) == (2 / 4, 7, 4)
