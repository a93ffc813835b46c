"""What claims measure of octopus runs by the hundred thousand."""

import numpy as np

from descent.escape.records.outcome import OutcomeRuns
from descent.statistics import Measured, median, share


def success_share(runs: OutcomeRuns, parameters) -> Measured:
    """Share of runs that end within eps of a minimum."""
    return share(runs.status == "converged")


def waits(runs: OutcomeRuns, parameters) -> Measured:
    """Iterations until PGD stops at a minimum, in units of the least number between two noises; infinite for a run that does not."""
    return median(np.where(runs.status == "converged", runs.steps, np.inf) / parameters["t_thres"])
