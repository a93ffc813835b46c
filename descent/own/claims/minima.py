"""What claims measure of the ends of runs, and of a neuron that is added there."""

import numpy as np

from descent.own.kinds import NOT_EXAMINED
from descent.own.records.own import OwnRuns
from descent.records import Incomparable
from descent.statistics import Measured, largest, share, smallest, with_every_run


def bad_share(runs: OwnRuns, parameters) -> Measured:
    """The share of examined runs that end in a bad minimum."""
    return share(int((runs.minimum == "bad").sum()), int((runs.minimum != NOT_EXAMINED).sum()))


def unclear_share(runs: OwnRuns, parameters) -> Measured:
    """The share of examined runs whose end is no minimum, as far as it was found."""
    clear = np.isin(runs.minimum, ["good", "bad", NOT_EXAMINED])
    return share(int((~clear).sum()), int((runs.minimum != NOT_EXAMINED).sum()))


def least_certificate(runs: OwnRuns, parameters) -> Measured:
    """The smallest certificate at a bad minimum; a missing one counts as none."""
    return smallest(np.nan_to_num(_bad(runs).neuron_certificate))


def largest_certificate(runs: OwnRuns, parameters) -> Measured:
    """The largest certificate at a good minimum."""
    return largest(with_every_run(runs.neuron_certificate[runs.minimum == "good"]))


def least_gain(runs: OwnRuns, parameters) -> Measured:
    """The least that the neuron gains from a bad minimum; a missing one counts as nothing."""
    return smallest(np.nan_to_num(_bad(runs).neuron_gain))


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
    """The share of bad minima at which the neuron does this."""
    neurons = _bad(runs).neuron
    return share(int((neurons == word).sum()), len(neurons))


def _bad(runs: OwnRuns) -> OwnRuns:
    """The runs that end in a bad minimum. Raises Incomparable where none does."""
    if not (runs.minimum == "bad").any():
        raise Incomparable("no run ends in a bad minimum")
    return runs[runs.minimum == "bad"]
