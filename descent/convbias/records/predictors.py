"""Metrics of trained linear nets, with the predictors and both separators."""

from dataclasses import dataclass
from typing import Annotated

from descent.convbias.records.linear_net import LinearNetRuns
from descent.records import Ratios, Series


@dataclass(frozen=True, kw_only=True)
class PredictorsRuns(LinearNetRuns):
    """Linear nets with their predictors."""

    beta: Annotated[Ratios, Series("beta", 0)]
    """The predictor's direction: (runs, D)."""
    l2: Annotated[Ratios, Series("l2", 0)]
    """The l2 separator's direction: (runs, D)."""
    l1: Annotated[Ratios, Series("l1", 0)]
    """The l1 separator's direction: (runs, D)."""
