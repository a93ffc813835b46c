"""What claims measure of ends that were looked at with many digits."""

from descent.oneneuron.records.extended import ExtendedRuns
from descent.statistics import Measured, share

VANISHED = 1e-15
"""|a| at which a critical point in 120 digits has its neuron off. Ours: where |a F_a - F_b| is at most 1e-40, lambda a^2 is too."""


def critical_and_on(runs: ExtendedRuns, parameters) -> Measured:
    """Share of the ends that were looked at near which Newton's method came to a critical point whose neuron is on."""
    return share((runs.critical == 1) & (runs.polished_a > VANISHED), among=runs.examined > 0)
