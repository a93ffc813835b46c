"""Measures of claims on the ends of runs, and on a neuron that is added there."""

import numpy as np

from descent.own.kinds import NOT_EXAMINED
from descent.own.records.own import OwnRuns
from descent.records import Incomparable
from descent.statistics import Measured, largest, share, smallest, with_every_run

UNKNOWN = ("not converged", NOT_EXAMINED)
"""Words of ends that may or may not be bad minima."""


def bad_share(runs: OwnRuns, parameters) -> Measured:
    """The share of bad minima among the ends whose kind is known."""
    return share(runs.minimum == "bad", among=~np.isin(runs.minimum, UNKNOWN))


def unclear_share(runs: OwnRuns, parameters) -> Measured:
    """The share of runs whose end was not found to be a good or a bad minimum, including runs that were not examined."""
    return share(~np.isin(runs.minimum, ["good", "bad"]))


def least_certificate(runs: OwnRuns, parameters) -> Measured:
    """The smallest certificate at a bad minimum; a missing one counts as 0."""
    return smallest(_at(runs, "bad", np.nan_to_num(runs.neuron_certificate)))


def largest_certificate(runs: OwnRuns, parameters) -> Measured:
    """The largest certificate at a good minimum."""
    return largest(_at(runs, "good", with_every_run(runs.neuron_certificate)))


def least_gain(runs: OwnRuns, parameters) -> Measured:
    """The least gain of the neuron from a bad minimum; a missing one counts as 0."""
    return smallest(_at(runs, "bad", np.nan_to_num(runs.neuron_gain)))


def taken_over_share(runs: OwnRuns, parameters) -> Measured:
    """The share of bad minima from which the net takes over what the neuron has learnt."""
    return _of_bad(runs, "taken over")


def to_infinity_share(runs: OwnRuns, parameters) -> Measured:
    """The share of bad minima from which the neuron goes to infinity."""
    return _of_bad(runs, "to infinity")


def stuck_share(runs: OwnRuns, parameters) -> Measured:
    """The share of bad minima that descent does not leave with the neuron."""
    return _of_bad(runs, "stuck")


def _of_bad(runs: OwnRuns, word: str) -> Measured:
    """The share of bad minima with a given word for the neuron. Raises Incomparable where no run ends in a bad minimum."""
    _at(runs, "bad", runs.neuron_gain)
    return share(runs.neuron == word, among=runs.minimum == "bad")


def _at(runs: OwnRuns, minimum: str, values: np.ndarray) -> np.ndarray:
    """Values of the runs that end in a given kind of minimum, NaN for the others. Raises Incomparable where no run does."""
    there = runs.minimum == minimum
    if not there.any():
        raise Incomparable(f"no run ends in a {minimum} minimum")
    return np.where(there, values, np.nan)
