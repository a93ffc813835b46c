"""Measures of claims about linear nets whose gradient is in the metrics, in addition to those of `linear_net`."""

import numpy as np

from descent import ends
from descent.convbias.claims.linear_net import (
    fitted_rate,
    frequencies_per_layer,
    largest_distance,
    largest_elsewhere,
    largest_identity_error,
    largest_product_error,
    largest_rate_error,
    largest_residual,
    largest_weights_residual,
    margin_for_1e4,
    median_distance,
    median_weights_residual,
    most_frequencies,
    rate_ratio,
    share_at_predicted_rate,
    share_near,
    within_literal_reach,
)
from descent.convbias.records.stationarity import StationarityRuns
from descent.statistics import Measured, largest, mean, median, with_every_run

__all__ = [
    "fitted_rate",
    "frequencies_per_layer",
    "largest_distance",
    "largest_elsewhere",
    "largest_identity_error",
    "largest_product_error",
    "largest_rate_error",
    "largest_residual",
    "largest_weights_residual",
    "margin_for_1e4",
    "median_distance",
    "median_weights_residual",
    "most_frequencies",
    "rate_ratio",
    "share_at_predicted_rate",
    "share_near",
    "within_literal_reach",
]


def _arrived(runs: StationarityRuns, values) -> Measured:
    """The largest value of the runs that reached their last margin; the others, which have not converged, are not used."""
    return largest(np.where(runs.status == str(ends.WORDS[ends.End.CONVERGED]), with_every_run(values), np.nan))


def arrived_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the predictor, of runs that reached their last margin."""
    return _arrived(runs, runs.residual)


def arrived_gradient_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from these conditions with the gradient in place of fitted multipliers, of runs that reached their last margin."""
    return _arrived(runs, runs.gradient_residual)


def arrived_weights_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the weights, of runs that reached their last margin."""
    return _arrived(runs, runs.weights_residual)


def arrived_identity_error(runs: StationarityRuns, parameters) -> Measured:
    """Largest relative difference between ||w||^2 and the induced penalty, of runs that reached their last margin."""
    return _arrived(runs, runs.identity_error)


def arrived_frequencies(runs: StationarityRuns, parameters) -> Measured:
    """Largest number of surviving frequencies or entries, of runs that reached their last margin."""
    return _arrived(runs, runs.frequencies)


def chance_to_pass(runs: StationarityRuns, parameters) -> Measured:
    """Mean share of random separators that pass the test of the first-order conditions."""
    return mean(runs.chance)


def largest_gradient_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the predictor, with the gradient in place of fitted multipliers."""
    return largest(with_every_run(runs.gradient_residual))


def median_gradient_residual(runs: StationarityRuns, parameters) -> Measured:
    """Median distance from the first-order conditions on the predictor, with the gradient in place of fitted multipliers."""
    return median(with_every_run(runs.gradient_residual))


def largest_gradient_turn(runs: StationarityRuns, parameters) -> Measured:
    """Largest 1 - cos between the gradients at the last margin and at the square root of that margin."""
    return largest(with_every_run(runs.gradient_turn))


def median_gradient_turn(runs: StationarityRuns, parameters) -> Measured:
    """Median of 1 - cos between the gradients at the last margin and at the square root of that margin."""
    return median(with_every_run(runs.gradient_turn))
