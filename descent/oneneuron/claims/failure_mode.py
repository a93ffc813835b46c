"""Measures of claims about paths that start near a bad minimum."""

import numpy as np

from descent.oneneuron.records.failure_mode import FailureModeRuns
from descent.statistics import Measured, largest, median, share

LATE = -4.0
"""A path is on its way to F = 0 if log10 F at its end is below this. Our choice."""


def late(runs: FailureModeRuns) -> FailureModeRuns:
    """The paths on their way to F = 0."""
    return runs[runs.log10_F < LATE]


def _on_the_way(runs: FailureModeRuns, values: np.ndarray) -> np.ndarray:
    """Values of the paths on their way to F = 0, NaN for the others. values: (runs,)."""
    return np.where(runs.log10_F < LATE, values, np.nan)


def a_power(runs: FailureModeRuns, parameters) -> Measured:
    """Exponent of time in the decay of |a|, of the paths on their way to F = 0."""
    return median(_on_the_way(runs, runs.a_power))


def F_power(runs: FailureModeRuns, parameters) -> Measured:
    """Exponent of time in the decay of F, of the paths on their way to F = 0."""
    return median(_on_the_way(runs, runs.F_power))


def a_power_of_all(runs: FailureModeRuns, parameters) -> Measured:
    """Exponent of time in the decay of |a|, of all paths."""
    return median(runs.a_power)


def b_slope(runs: FailureModeRuns, parameters) -> Measured:
    """Growth of b per factor e in time, of the paths on their way to F = 0."""
    return median(_on_the_way(runs, runs.b_slope))


def b_slope_of_all(runs: FailureModeRuns, parameters) -> Measured:
    """Growth of b per factor e in time, of all paths."""
    return median(runs.b_slope)


def b_slope_explained(runs: FailureModeRuns, parameters) -> Measured:
    """Growth of b divided by the growth that db/dt = lambda a^2 predicts from |a|."""
    return median(_on_the_way(runs, runs.b_slope / runs.b_slope_predicted))


def _share_of_flows(runs: FailureModeRuns, ended: str) -> Measured:
    """Share of the late flows that end in a given way, among the runs that have one. ended: one of the words of `Ended`."""
    return share(runs.ended == ended, among=runs.ended != "above zero")


def taken_over(runs: FailureModeRuns, parameters) -> Measured:
    """Share of late flows in which the net alone takes over the points from the neuron."""
    return _share_of_flows(runs, "taken over")


def still_on_the_way(runs: FailureModeRuns, parameters) -> Measured:
    """Share of late flows that reach the last time."""
    return _share_of_flows(runs, "completed")


def above_zero(runs: FailureModeRuns, parameters) -> Measured:
    """Share of paths on which F has a positive limit."""
    return share(runs.ended == "above zero")


def time_of_taking_over(runs: FailureModeRuns, parameters) -> Measured:
    """log10 of the flow time at which the net has taken over."""
    return median(np.where(runs.ended == "taken over", runs.ended_at, np.nan))


def _in_order(runs: FailureModeRuns, path: str) -> FailureModeRuns:
    """The runs with a kind of path, sorted so that each start has the same index for every kind."""
    found = runs.where(path=path)
    return found[np.lexsort([found.run, *(found.grid[axis] for axis in sorted(found.grid.keys() - {"path", "cell"}))])]


def literal_off_flow(runs: FailureModeRuns, parameters) -> Measured:
    """Median difference of log10 F between literal descent and gradient flow, of the runs where both reach the time of comparison."""
    literal, flow = _in_order(runs, "gd"), _in_order(runs, "flow")
    return median(np.abs(literal.log10_F_for_gd - flow.log10_F_for_gd))


def late_off_flow_in_a(runs: FailureModeRuns, parameters) -> Measured:
    """Largest difference of log10 |a| between the late flow and gradient flow, of the runs where both reach the time of comparison."""
    after, flow = _in_order(runs, "late"), _in_order(runs, "flow")
    return largest(np.abs(after.log10_a_for_late - flow.log10_a_for_late))


def late_off_flow_in_b(runs: FailureModeRuns, parameters) -> Measured:
    """Largest difference of b between the late flow and gradient flow, of the runs where both reach the time of comparison."""
    after, flow = _in_order(runs, "late"), _in_order(runs, "flow")
    return largest(np.abs(after.b_for_late - flow.b_for_late))
