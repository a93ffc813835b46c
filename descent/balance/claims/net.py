"""Measures of claims about small nets. A run without a number counts as infinitely far from the claim."""

import numpy as np

from descent.balance.records.net import NetRuns
from descent.elementary import log
from descent.records import across
from descent.statistics import Measured, largest, median, share, slope, with_every_run


def largest_unit_drift(runs: NetRuns, parameters) -> Measured:
    """Largest relative drift of the difference of a neuron's, or a channel's, squared norms of incoming and outgoing weights."""
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
    """Exponent of a parameter of the grid in the median of some values (runs,)."""
    points, drifts = across(runs.grid[axis], runs.run, values)
    return slope(log(points), log(drifts))


def tolerance_power(runs: NetRuns, parameters) -> Measured:
    """Exponent of the solver's tolerance in the drift of neurons."""
    return _power(runs, "tolerance", runs.unit_drift)


def drift_power(runs: NetRuns, parameters) -> Measured:
    """Exponent of the step size in the drift of neurons over a fixed flow time."""
    return _power(runs, "eta", runs.unit_drift)


def drift_power_without_biases(runs: NetRuns, parameters) -> Measured:
    """Exponent of the step size in the drift of neurons over a fixed flow time, without biases."""
    return _power(runs, "eta", runs.unit_drift_without_biases)


def share_that_slides(runs: NetRuns, parameters) -> Measured:
    """Share of runs in which a pre-activation slid along its kink; a run that failed counts as no."""
    return share((runs.resting > 0) & (runs.status == "completed"))


def largest_number_sliding(runs: NetRuns, parameters) -> Measured:
    """Largest number of pre-activations at their kinks at once; infinite for a run that failed."""
    return largest(np.where(runs.status == "completed", with_every_run(runs.resting), np.inf))


def spread_left(runs: NetRuns, parameters) -> Measured:
    """Median of the ratio of the largest to the smallest layer's squared norm at the end, divided by the same ratio at the start."""
    return median(with_every_run(runs.spread_end / runs.spread_start))


def decay_slope(runs: NetRuns, parameters) -> Measured:
    """Slope of log |difference of the first two layers' squared norms| against flow time."""
    difference = runs.difference[:, : parameters["points"] + 1]
    return slope(np.linspace(0.0, parameters["time"], difference.shape[1]), log(np.abs(difference)))
