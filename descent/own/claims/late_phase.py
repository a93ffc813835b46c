"""Measures of claims on training on the logarithm of the loss."""

import numpy as np

from descent.own.records.own import OwnRuns
from descent.records import across
from descent.statistics import Measured, largest, median, smallest, with_every_run


def least_change(runs: OwnRuns, parameters) -> Measured:
    """The least relative change of the smoothed margin in any step of any run; a missing one counts as minus infinity."""
    return smallest(-with_every_run(-runs.margins_change))


def late_margin(runs: OwnRuns, parameters) -> Measured:
    """log10 of the margin at the end: the median over runs."""
    return median(-with_every_run(-runs.late_margin))


def late_misalignment(runs: OwnRuns, parameters) -> Measured:
    """1 less the cosine of the angle between the parameters and minus the gradient, at the end."""
    return median(with_every_run(runs.late_misalignment))


def misalignment_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the margin with which the misalignment grows over the last two decades."""
    return median(with_every_run(runs.misalignment_power))


def epsilon_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the margin with which the KKT residual of stationarity with Lyu and Li's multipliers grows over the last two decades."""
    return median(with_every_run(runs.epsilon_power))


def delta_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the margin with which the KKT residual of complementary slackness grows over the last two decades."""
    return median(with_every_run(runs.delta_power))


def residual_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the margin with which the least KKT residual of stationarity grows over the last two decades."""
    return median(with_every_run(runs.residual_power))


def loss_power(runs: OwnRuns, parameters) -> Measured:
    """Power of log t with which t times the loss falls over the last two decades of the margin."""
    return median(with_every_run(runs.loss_power))


def difference_from_literal(runs: OwnRuns, parameters) -> Measured:
    """The largest relative difference in normalised margin between literal descent and training on the logarithm of the loss.

    Both are compared for the same run at the margin at which a literal descent ended. Training on the logarithm of the loss is that of the
    cell with the fewest literal steps. Raises Incomparable where all cells have the same steps.
    """
    _, margins = across(runs.grid["steps"], runs.run, runs.kept_margin)
    _, normalised = across(runs.grid["steps"], runs.run, runs.kept_normalised)
    differences = [
        apart(margins[:, run, 0], normalised[:, run, 0], margins[:, run, cell], normalised[:, run, cell])
        for run in range(margins.shape[1])
        for cell in range(1, margins.shape[2])
    ]
    return largest(with_every_run(differences))


def apart(late_margin, late, literal_margin, literal) -> float:
    """Relative difference in normalised margin between a late phase and the end of a literal descent, its first record.

    late_margin, literal_margin: log10 of the margin, rising, (record,). late, literal: normalised margins, (record,). NaN where the late
    phase does not pass that margin.
    """
    there = np.flatnonzero(~np.isnan(literal_margin))
    known = ~np.isnan(late_margin)
    late_margin, late = late_margin[known], late[known]
    if not there.size or not late.size or not late_margin[0] <= literal_margin[there[0]] <= late_margin[-1]:
        return np.nan
    margin, value = literal_margin[there[0]], literal[there[0]]
    k = min(int(np.searchsorted(late_margin, margin, side="right")), len(late) - 1)
    share = (margin - late_margin[k - 1]) / (late_margin[k] - late_margin[k - 1])
    return abs(late[k - 1] + share * (late[k] - late[k - 1]) - value) / abs(value)
