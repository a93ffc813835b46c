"""What is known of trained linear nets, and with it the predictors themselves beside both separators."""

from dataclasses import dataclass
from typing import Annotated

from descent.convbias.records.linear_net import LinearNetRuns
from descent.records import Numbers, Series


@dataclass(frozen=True, kw_only=True)
class PredictorsRuns(LinearNetRuns):
    """Linear nets with their predictors."""

    beta: Annotated[Numbers, Series("beta", 0)]
    """The predictor's direction: (runs, D)."""
    l2: Annotated[Numbers, Series("l2", 0)]
    """The l2 separator's: (runs, D)."""
    l1: Annotated[Numbers, Series("l1", 0)]
    """The l1 separator's: (runs, D)."""
