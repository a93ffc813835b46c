"""What claims measure of runs on a warm-up."""

from descent.escape.records.warm_up import WarmUpRuns
from descent.statistics import Measured, share, smallest


def soonest_literal(runs: WarmUpRuns, parameters) -> Measured:
    """The soonest iteration at which any literal run of a warm-up leaves its saddle; one that never does gives no number."""
    return smallest(runs.literal)


def soonest_sum(runs: WarmUpRuns, parameters) -> Measured:
    """The same iteration by the proof's sum, in logarithms."""
    return smallest(runs.event_driven)


def differing_warm_ups(runs: WarmUpRuns, parameters) -> Measured:
    """Share of runs whose iteration is another by the sum than literally; one that never leaves literally differs."""
    return share(runs.event_driven != runs.literal)
