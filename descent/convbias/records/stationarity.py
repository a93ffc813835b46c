"""Metrics of trained linear nets, with the gradient's direction, and the power of the first-order conditions as a test."""

from dataclasses import dataclass

from descent.convbias.records.linear_net import LinearNetRuns
from descent.records import Ratios


@dataclass(frozen=True, kw_only=True)
class StationarityRuns(LinearNetRuns):
    """Linear nets with the direction of their gradient."""

    gradient_residual: Ratios
    """Distance from the first-order conditions on the predictor with the gradient in place of fitted multipliers."""
    gradient_turn: Ratios
    """1 - cos between the gradients at the last margin and at the square root of that margin."""
    chance: Ratios
    """Share of random separators, with as many surviving frequencies and least margins, that pass the conditions; depth above 2 only."""
