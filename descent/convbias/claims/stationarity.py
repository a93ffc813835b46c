"""What claims measure of linear nets whose gradient is kept, beside what they measure of others."""

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
    """The largest of the runs that came to their last margin; the others, whose loss is on its way, are not used."""
    return largest(np.where(runs.status == str(ends.WORDS[ends.End.CONVERGED]), with_every_run(values), np.nan))


def arrived_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the predictor, of runs that came to their last margin."""
    return _arrived(runs, runs.residual)


def arrived_gradient_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from these conditions with the gradient in place of fitted multipliers, of runs that came to their last margin."""
    return _arrived(runs, runs.gradient_residual)


def arrived_weights_residual(runs: StationarityRuns, parameters) -> Measured:
    """Largest distance from the first-order conditions on the weights, of runs that came to their last margin."""
    return _arrived(runs, runs.weights_residual)


def arrived_identity_error(runs: StationarityRuns, parameters) -> Measured:
    """Largest relative difference between ||w||^2 and the induced penalty, of runs that came to their last margin."""
    return _arrived(runs, runs.identity_error)


def arrived_frequencies(runs: StationarityRuns, parameters) -> Measured:
    """Largest number of surviving frequencies or entries, of runs that came to their last margin."""
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
    """Largest of 1 - cos between the gradient at the end and at the square root of its margin."""
    return largest(with_every_run(runs.gradient_turn))


def median_gradient_turn(runs: StationarityRuns, parameters) -> Measured:
    """Median of 1 - cos between the gradient at the end and at the square root of its margin."""
    return median(with_every_run(runs.gradient_turn))
