"""What claims measure of slices through a bad minimum."""

from descent.oneneuron.records.slices import SlicesRuns
from descent.statistics import Measured, median


def opening_quartic(runs: SlicesRuns, parameters) -> Measured:
    """How steeply the way opens, over its prediction."""
    return median(runs.quartic_measured / runs.quartic)
