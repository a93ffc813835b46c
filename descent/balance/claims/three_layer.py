"""Measures of claims about figure 2's nets. A run without a number counts as infinitely far from the claim."""

import numpy as np

from descent.balance.records.three_layer import ThreeLayerRuns
from descent.balance.three_layer import STARTS
from descent.statistics import Measured, largest, smallest, with_every_run


def largest_difference(runs: ThreeLayerRuns, parameters) -> Measured:
    """Largest difference of two layers' squared norms over all iterations, divided by the smallest layer's squared norm at the end."""
    return largest(with_every_run(runs.difference_most))


def largest_drift(runs: ThreeLayerRuns, parameters) -> Measured:
    """Largest change of a difference of two layers' squared norms, divided by the smallest layer's squared norm at the end."""
    return largest(with_every_run(runs.drift))


def largest_unexplained(runs: ThreeLayerRuns, parameters) -> Measured:
    """Largest part of a drift that the squared gradients do not explain."""
    return largest(with_every_run(runs.unexplained))


def largest_ratio(runs: ThreeLayerRuns, parameters) -> Measured:
    """Largest ratio of two neighbouring layers' squared norms at the end."""
    return largest(with_every_run(runs.ratio_end).max(axis=1))


def largest_ratio_error(runs: ThreeLayerRuns, parameters) -> Measured:
    """Largest error of a ratio of two neighbouring layers' squared norms at the end, as predicted from the differences at the start."""
    first = np.array(STARTS[parameters["start"]])
    left = 1.0 + (first[:-1] - first[1:]) / runs.square[:, 1 : first.size]
    return largest(with_every_run(np.abs(runs.ratio_end[:, : first.size - 1] - left)).max(axis=1))


def smallest_norm(runs: ThreeLayerRuns, parameters) -> Measured:
    """Smallest squared norm of a layer at the end."""
    return smallest(-with_every_run(-runs.square).max(axis=1))
