"""Measures of claims about the outcomes of many runs on the octopus."""

import numpy as np

from descent.escape.records.outcome import OutcomeRuns
from descent.statistics import Measured, largest, median, share


def success_share(runs: OutcomeRuns, parameters) -> Measured:
    """Share of runs that end within eps of a minimum."""
    return share(runs.status == "converged")


def _in_waits(runs: OutcomeRuns, wait: float) -> np.ndarray:
    """Iterations until PGD stops at a minimum, in units of `wait`; infinite where it does not. wait: t_thres. Returns (runs,)."""
    return np.where(runs.status == "converged", runs.steps, np.inf) / wait


def waits(runs: OutcomeRuns, parameters) -> Measured:
    """Median of the iterations until PGD stops at a minimum, in units of t_thres, the least number of iterations between two noises."""
    return median(_in_waits(runs, parameters["t_thres"]))


def most_waits(runs: OutcomeRuns, parameters) -> Measured:
    """Largest number of iterations until PGD stops at a minimum, in units of t_thres."""
    return largest(_in_waits(runs, parameters["t_thres"]))
