"""Measures of claims about saddles of matrix factorisation. A run without a number is a counterexample, or infinitely far."""

import numpy as np

from descent.balance.records.factor_saddles import FactorSaddleRuns
from descent.elementary import log, log1p, power
from descent.records import across
from descent.statistics import Measured, largest, share, slope, with_every_run

ROUNDING = 1e-9
"""Relative difference up to which a curvature is equal to its bound."""


def share_of_strict_saddles(runs: FactorSaddleRuns, parameters) -> Measured:
    """Share of saddles whose lowest curvature is at most its bound, and whose bound is negative."""
    return share((runs.bound < 0.0) & (runs.lowest <= (1.0 - ROUNDING) * runs.bound))


def largest_curvature_error(runs: FactorSaddleRuns, parameters) -> Measured:
    """Largest relative difference between the lowest curvature and its bound."""
    return largest(with_every_run(np.abs(runs.lowest / runs.bound - 1.0)))


def largest_slope(runs: FactorSaddleRuns, parameters) -> Measured:
    """Largest norm of the gradient at a saddle."""
    return largest(with_every_run(runs.slope))


def share_that_arrives(runs: FactorSaddleRuns, parameters) -> Measured:
    """Share of runs whose residual reaches eps and stays below it, among the completed runs."""
    return share(~np.isnan(runs.reach_eps), among=runs.status == "completed")


def growth_per_log_distance(runs: FactorSaddleRuns, parameters) -> Measured:
    """Iterations to eps per factor e in the distance of the start, times log(1 + eta s), with s of the slowest direction of escape."""
    iterations = power(10.0, runs.reach_eps) * log1p(parameters["step_scale"] * runs.least)
    distance, needed = across(runs.grid["distance"], runs.run, with_every_run(iterations))
    return slope(-log(distance), needed)
