"""Metrics of the first noise of PGD."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class FirstNoiseRuns(Runs):
    """Runs of PGD that start on a saddle."""

    length: Annotated[Numbers, Unit("r")]
    """Length of the first noise, computed from the point after the gradient step."""
