"""Measures of claims about networks of your own, on records made by hand."""

import numpy as np
import pytest
from record_draws import drawn

from descent.own.claims import late_phase, minima
from descent.own.records.own import OwnRuns
from descent.records import Incomparable


def ended(*words, **given):
    """A record of runs with these ends."""
    return drawn(OwnRuns, len(words), minimum=np.array(words), **given)


def test_bad_minima_are_shared_among_ends_that_are_known():
    found = minima.bad_share(ended("good", "bad", "good", "saddle", "not converged", "not examined"), {})
    assert (found.value, found.runs, found.used) == (1 / 4, 6, 4)


def test_what_is_no_minimum_or_not_examined_is_unclear():
    assert minima.unclear_share(ended("good", "bad", "at infinity", "not converged", "not examined"), {}).value == 3 / 5


def test_what_the_neuron_does_is_shared_among_bad_minima():
    runs = ended("bad", "bad", "good", "bad", neuron=np.array(["taken over", "stuck", "taken over", "to infinity"]))
    found = [measure(runs, {}).value for measure in (minima.taken_over_share, minima.stuck_share, minima.to_infinity_share)]
    assert found == [1 / 3] * 3


def test_without_a_bad_minimum_nothing_is_compared():
    with pytest.raises(Incomparable):
        minima.stuck_share(ended("good", "good"), {})


def test_a_missing_certificate_counts_as_none():
    certificates = np.array([0.5, np.nan, 0.2])
    assert minima.least_certificate(ended("bad", "bad", "good", neuron_certificate=certificates), {}).value == 0.0


def test_a_run_without_a_margin_has_not_kept_it():
    found = late_phase.least_change(drawn(OwnRuns, 2, margins_change=np.array([1e-9, np.nan])), {})
    assert found.value == -np.inf or getattr(found, "used", 2) == 1
