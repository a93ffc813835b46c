"""Measures of claims about slices through a bad minimum."""

from descent.oneneuron.records.slices import SlicesRuns
from descent.statistics import Measured, median


def opening_quartic(runs: SlicesRuns, parameters) -> Measured:
    """Median ratio of the measured to the predicted quartic coefficient of the descent path that the neuron opens."""
    return median(runs.quartic_measured / runs.quartic)
