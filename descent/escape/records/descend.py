"""Metrics of runs of any method on any problem: how and where each ended."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Runs, Series, Unit


@dataclass(frozen=True, kw_only=True)
class DescendRuns(Runs):
    """Runs on any problem."""

    status: Endings
    """How the run ended."""
    iterations: Iterations
    """Iterations until the end."""
    value: Losses
    """f at the end."""
    slope: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm at the end."""
    end: Annotated[Numbers, Unit("length"), Series("end", 1)]
    """The last point: (runs, d)."""
