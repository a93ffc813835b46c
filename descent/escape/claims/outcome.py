"""What claims measure of octopus runs by the hundred thousand."""

import numpy as np

from descent.escape.records.outcome import OutcomeRuns
from descent.statistics import Measured, largest, median, share


def success_share(runs: OutcomeRuns, parameters) -> Measured:
    """Share of runs that end within eps of a minimum."""
    return share(runs.status == "converged")


def _in_waits(runs: OutcomeRuns, wait: float) -> np.ndarray:
    """Iterations until PGD stops at a minimum, in units of the least number between two noises; infinite where it does not. (runs,)"""
    return np.where(runs.status == "converged", runs.steps, np.inf) / wait


def waits(runs: OutcomeRuns, parameters) -> Measured:
    """Median of the iterations until PGD stops at a minimum, in units of the least number between two noises."""
    return median(_in_waits(runs, parameters["t_thres"]))


def most_waits(runs: OutcomeRuns, parameters) -> Measured:
    """The most of the same iterations."""
    return largest(_in_waits(runs, parameters["t_thres"]))
