"""What claims measure of small nets. A run without a number counts as infinitely far from what is claimed."""

import numpy as np

from descent.balance.records.net import NetRuns
from descent.elementary import log
from descent.records import across
from descent.statistics import Measured, largest, median, share, slope, with_every_run


def largest_unit_drift(runs: NetRuns, parameters) -> Measured:
    """Largest relative drift of a neuron's, or a channel's, difference of squared norms."""
    return largest(with_every_run(runs.unit_drift))


def largest_layer_drift(runs: NetRuns, parameters) -> Measured:
    """Largest relative drift of the difference of two layers' squared norms."""
    return largest(with_every_run(runs.layer_drift))


def largest_matrix_drift(runs: NetRuns, parameters) -> Measured:
    """Largest relative drift of W^(h) W^(h)T - W^(h+1)T W^(h+1)."""
    return largest(with_every_run(runs.matrix_drift))


def largest_unexplained(runs: NetRuns, parameters) -> Measured:
    """Largest part of a drift that the squared gradients do not explain."""
    return largest(with_every_run(runs.unexplained))


def _power(runs: NetRuns, axis: str, values: np.ndarray) -> Measured:
    """Power with which the median of some values (runs,) goes with a parameter of the grid."""
    points, drifts = across(runs.grid[axis], runs.run, values)
    return slope(log(points), log(drifts))


def tolerance_power(runs: NetRuns, parameters) -> Measured:
    """Power of the solver's tolerance with which the drift falls."""
    return _power(runs, "tolerance", runs.unit_drift)


def drift_power(runs: NetRuns, parameters) -> Measured:
    """Power of the step size with which the drift of neurons in a fixed flow time grows."""
    return _power(runs, "eta", runs.unit_drift)


def drift_power_without_biases(runs: NetRuns, parameters) -> Measured:
    """The same where biases are not counted."""
    return _power(runs, "eta", runs.unit_drift_without_biases)


def share_that_slides(runs: NetRuns, parameters) -> Measured:
    """Share of runs in which a pre-activation rested at its kink for a while. One that failed did not."""
    return share((runs.resting > 0) & (runs.status == "completed"))


def largest_number_sliding(runs: NetRuns, parameters) -> Measured:
    """Largest number of pre-activations that rested at their kinks at once. One that failed has none."""
    return largest(np.where(runs.status == "completed", with_every_run(runs.resting), np.inf))


def spread_left(runs: NetRuns, parameters) -> Measured:
    """Median of what is left at the end of the ratio of the largest to the smallest layer's squared norm."""
    return median(with_every_run(runs.spread_end / runs.spread_start))


def decay_slope(runs: NetRuns, parameters) -> Measured:
    """Slope over flow time of the logarithm of the difference of the first two layers' squared norms."""
    difference = runs.difference[:, : parameters["points"] + 1]
    return slope(np.linspace(0.0, parameters["time"], difference.shape[1]), log(np.abs(difference)))
