"""What claims measure of runs on a warm-up."""

from descent.escape.records.warm_up import WarmUpRuns
from descent.statistics import Measured, smallest


def soonest_warm_up(runs: WarmUpRuns, parameters) -> Measured:
    """The soonest iteration at which any run of a warm-up leaves its saddle."""
    return smallest(runs.event_driven)
