"""What claims measure of octopus runs by the hundred thousand."""

from descent.escape.records.outcome import OutcomeRuns
from descent.statistics import Measured, share


def success_share(runs: OutcomeRuns, parameters) -> Measured:
    """Share of runs that end within eps of a minimum."""
    return share(runs.status == "converged")
