"""Measures of claims about ends that were examined with 120 digits."""

from descent.oneneuron.records.extended import ExtendedRuns
from descent.statistics import Measured, share

VANISHED = 1e-15
"""|a| up to which a neuron is off at a critical point in 120 digits. Our choice: where |a F_a - F_b| is at most 1e-40, so is lambda a^2."""


def critical_and_on(runs: ExtendedRuns, parameters) -> Measured:
    """Share of the examined ends from which Newton's method converges to a critical point with the neuron on."""
    return share((runs.critical == 1) & (runs.polished_a > VANISHED), among=runs.examined > 0)
