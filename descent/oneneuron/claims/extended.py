"""What claims measure of ends that were looked at with many digits."""

from descent.oneneuron.records.extended import ExtendedRuns
from descent.statistics import Measured, share


def critical(runs: ExtendedRuns, parameters) -> Measured:
    """Share of the ends that were looked at near which Newton's method came to a critical point."""
    return share(runs.critical == 1, among=runs.examined > 0)
