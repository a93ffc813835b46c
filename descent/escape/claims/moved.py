"""Measures of claims about gradient descent on a moved octopus."""

import numpy as np

from descent.elementary import power
from descent.escape.records.moved import MovedRuns
from descent.statistics import Measured, share


def share_slow(runs: MovedRuns, parameters) -> Measured:
    """Share of runs that pass their last saddle after ((L + gamma)/gamma)^d iterations or later; a start outside the tube counts as no."""
    gamma = parameters["gamma"]
    return share(runs.last_escape >= power((parameters["L"] + gamma) / gamma, float(parameters["d"])))


def share_in_box(runs: MovedRuns, parameters) -> Measured:
    """Share of starts in the box of radius R."""
    return share(runs.in_box == 1)


def share_literal(runs: MovedRuns, parameters) -> Measured:
    """Share of runs whose first three escapes are at the same iterations by literal GD, among those that start in the tube."""
    return share(runs.same_escapes == 1, among=~np.isnan(runs.last_escape))
