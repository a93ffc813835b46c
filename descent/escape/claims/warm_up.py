"""Measures of claims about runs on a warm-up."""

from descent.escape.records.warm_up import WarmUpRuns
from descent.statistics import Measured, share, smallest


def soonest_literal(runs: WarmUpRuns, parameters) -> Measured:
    """The earliest iteration at which any run of literal GD leaves the saddle; a run that never does is not used."""
    return smallest(runs.literal)


def soonest_sum(runs: WarmUpRuns, parameters) -> Measured:
    """The earliest iteration at which any event-driven run leaves the saddle, by the proof's sum in logarithms."""
    return smallest(runs.event_driven)


def differing_warm_ups(runs: WarmUpRuns, parameters) -> Measured:
    """Share of runs that leave the saddle at another iteration by literal than by event-driven GD, or never by literal GD."""
    return share(runs.event_driven != runs.literal)
