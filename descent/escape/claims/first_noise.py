"""Measures of claims about the first noise of PGD."""

from descent.elementary import power
from descent.escape.records.first_noise import FirstNoiseRuns
from descent.statistics import Measured, largest, mean


def mean_power(runs: FirstNoiseRuns, parameters) -> Measured:
    """Mean of (|xi|/r)^d, which is uniform on [0, 1] for noise xi uniform in the ball of radius r."""
    return mean(power(runs.length, float(parameters["d"])))


def longest(runs: FirstNoiseRuns, parameters) -> Measured:
    """Length of the longest noise, in units of r."""
    return largest(runs.length)
