"""What claims measure of linear nets whose gradient is kept, beside what they measure of others."""

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
