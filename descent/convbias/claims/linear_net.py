"""Measures of claims about trained linear nets. A run without a number counts as infinitely far from the claim."""

import numpy as np

from descent.convbias.records.linear_net import LinearNetRuns
from descent.elementary import log10
from descent.records import across
from descent.statistics import Measured, largest, mean, median, share, smallest, with_every_run

LOG10_LARGEST_LITERAL_MARGIN = log10(745.13)
"""log10 of the margin from which exp(-margin) is zero in float64, so that literal descent stops."""
NEAR_RATE = 0.03
"""Relative difference up to which a fitted exponent of the margin counts as the predicted one."""
SAME_PENALTY = 1e-6
"""Relative difference of penalties up to which two ends count as the same stationary point."""
SETTLED = 1e-8
"""Residual of the conditions on the weights below which an end counts as a stationary point."""


def median_distance(runs: LinearNetRuns, parameters) -> Measured:
    """Median of 1 - cos between the end and the target of the theorem."""
    return median(with_every_run(runs.distance))


def largest_distance(runs: LinearNetRuns, parameters) -> Measured:
    """Largest 1 - cos between the end and the target of the theorem."""
    return largest(with_every_run(runs.distance))


def fitted_rate(runs: LinearNetRuns, parameters) -> Measured:
    """Median exponent of the margin in the decay of 1 - cos."""
    return median(with_every_run(runs.rate))


def rate_ratio(runs: LinearNetRuns, parameters) -> Measured:
    """Median ratio of the fitted exponent of the margin to the predicted one."""
    return median(with_every_run(runs.rate) / runs.predicted_rate)


def largest_rate_error(runs: LinearNetRuns, parameters) -> Measured:
    """Largest relative difference between the fitted and the predicted exponent of the margin."""
    return largest(with_every_run(np.abs(runs.rate / runs.predicted_rate - 1)))


def share_at_predicted_rate(runs: LinearNetRuns, parameters) -> Measured:
    """Share of runs whose fitted exponent of the margin differs from the predicted one by at most `NEAR_RATE`."""
    return share(np.abs(runs.rate / runs.predicted_rate - 1) <= NEAR_RATE)


def share_near(runs: LinearNetRuns, parameters) -> Measured:
    """Share of runs that end with 1 - cos below 1e-4."""
    return share(runs.distance < 1e-4)


def median_residual(runs: LinearNetRuns, parameters) -> Measured:
    """Median distance from the first-order conditions on the predictor."""
    return median(with_every_run(runs.residual))


def largest_residual(runs: LinearNetRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the predictor."""
    return largest(with_every_run(runs.residual))


def largest_elsewhere(runs: LinearNetRuns, parameters) -> Measured:
    """Largest |sum_n alpha_n y_n x^_n| on a frequency that does not survive, divided by its value on the surviving ones."""
    return largest(with_every_run(runs.elsewhere))


def median_weights_residual(runs: LinearNetRuns, parameters) -> Measured:
    """Median distance from the first-order conditions on the weights."""
    return median(with_every_run(runs.weights_residual))


def largest_weights_residual(runs: LinearNetRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the weights."""
    return largest(with_every_run(runs.weights_residual))


def largest_identity_error(runs: LinearNetRuns, parameters) -> Measured:
    """Largest relative difference between ||w||^2 and the induced penalty of the predictor."""
    return largest(with_every_run(runs.identity_error))


def largest_product_error(runs: LinearNetRuns, parameters) -> Measured:
    """Largest relative difference between the outputs of the predictor and those of the net, layer by layer."""
    return largest(with_every_run(runs.product_error))


def most_frequencies(runs: LinearNetRuns, parameters) -> Measured:
    """Largest number of surviving frequencies."""
    return largest(with_every_run(runs.frequencies))


def frequencies_per_layer(runs: LinearNetRuns, parameters) -> Measured:
    """Surviving frequencies per additional layer: the mean of the slopes over depths of runs with the same data."""
    depth, frequencies = across(runs.grid["depth"], runs.run, runs.frequencies)
    centred = depth - depth.mean()
    return mean((frequencies * centred).sum(axis=-1) / (centred * centred).sum())


def margin_for_1e4(runs: LinearNetRuns, parameters) -> Measured:
    """Median log10 of the margin from which 1 - cos stays below 1e-4; a run where it does not counts with its last margin."""
    reached = np.where(np.isnan(runs.reach_4), runs.margin, runs.reach_4)
    return median(np.where(np.isnan(runs.distance), np.nan, reached))


def within_literal_reach(runs: LinearNetRuns, parameters) -> Measured:
    """Share of runs that reach 1 - cos below 1e-4 before the loss is zero in float64, among the runs that separate their data."""
    return share(runs.reach_4 <= LOG10_LARGEST_LITERAL_MARGIN, among=~np.isnan(runs.distance))


def distinct(penalties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct values of penalties (runs,), increasing, and the number of runs with each."""
    values = np.sort(penalties[np.isfinite(penalties)])
    first = np.flatnonzero(np.diff(values, prepend=-np.inf) > SAME_PENALTY * values)
    return values[first], np.diff(first, append=len(values))


def fewest_stationary_points(runs: LinearNetRuns, parameters) -> Measured:
    """The smallest number, over data sets, of distinct penalties among the runs that have settled."""
    settled, data = runs.weights_residual < SETTLED, np.unique(runs.grid["shared_data"])
    counts = [len(distinct(runs.penalty[settled & (runs.grid["shared_data"] == number)])[0]) for number in data]
    return smallest(counts)._replace(runs=len(runs), used=int(settled.sum()))
