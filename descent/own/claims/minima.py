"""What claims measure of the ends of runs, and of a neuron that is added there."""

import numpy as np

from descent.own.kinds import NOT_EXAMINED
from descent.own.records.own import OwnRuns
from descent.records import Incomparable
from descent.statistics import Measured, largest, share, smallest, with_every_run

UNKNOWN = ("not converged", NOT_EXAMINED)
"""Ends of which it is not known whether they are bad minima."""


def bad_share(runs: OwnRuns, parameters) -> Measured:
    """The share of bad minima among the ends of which it is known whether they are."""
    return share(runs.minimum == "bad", among=~np.isin(runs.minimum, UNKNOWN))


def unclear_share(runs: OwnRuns, parameters) -> Measured:
    """The share of runs whose end is no minimum, as far as it was found; a run that was not examined counts as one."""
    return share(~np.isin(runs.minimum, ["good", "bad"]))


def least_certificate(runs: OwnRuns, parameters) -> Measured:
    """The smallest certificate at a bad minimum; a missing one counts as none."""
    return smallest(_at(runs, "bad", np.nan_to_num(runs.neuron_certificate)))


def largest_certificate(runs: OwnRuns, parameters) -> Measured:
    """The largest certificate at a good minimum."""
    return largest(_at(runs, "good", with_every_run(runs.neuron_certificate)))


def least_gain(runs: OwnRuns, parameters) -> Measured:
    """The least that the neuron gains from a bad minimum; a missing one counts as nothing."""
    return smallest(_at(runs, "bad", np.nan_to_num(runs.neuron_gain)))


def taken_over_share(runs: OwnRuns, parameters) -> Measured:
    """Of bad minima, the share in which the net takes over what the neuron has learnt."""
    return _of_bad(runs, "taken over")


def to_infinity_share(runs: OwnRuns, parameters) -> Measured:
    """Of bad minima, the share from which the neuron is on its way to infinity."""
    return _of_bad(runs, "to infinity")


def stuck_share(runs: OwnRuns, parameters) -> Measured:
    """Of bad minima, the share from which the neuron does not lead away."""
    return _of_bad(runs, "stuck")


def _of_bad(runs: OwnRuns, word: str) -> Measured:
    """The share of bad minima at which the neuron does this. Raises Incomparable where no run ends in one."""
    _at(runs, "bad", runs.neuron_gain)
    return share(runs.neuron == word, among=runs.minimum == "bad")


def _at(runs: OwnRuns, minimum: str, values: np.ndarray) -> np.ndarray:
    """Values of the runs that end in such a minimum, NaN for the others. Raises Incomparable where none does."""
    there = runs.minimum == minimum
    if not there.any():
        raise Incomparable(f"no run ends in a {minimum} minimum")
    return np.where(there, values, np.nan)
