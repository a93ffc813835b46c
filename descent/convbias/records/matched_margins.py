"""Metrics of linear nets trained by several methods: their distances from the l1 separator at the same margins."""

from dataclasses import dataclass
from typing import Annotated

from descent.convbias.records.linear_net import Statuses
from descent.records import Margins, Ratios, Runs, Series


@dataclass(frozen=True, kw_only=True)
class MatchedMarginsRuns(Runs):
    """Linear nets at given margins."""

    status: Statuses
    """How the run ended; "not separable" if the data have no separator, "separator not certified" if no separator passed its checks."""
    margin: Margins
    """The margin at the end."""
    flow_from: Margins
    """The margin at which the late flow took over."""
    margins: Annotated[Margins, Series("margin", 0)]
    """The given margins: (runs, points)."""
    l1_distances: Annotated[Ratios, Series("l1_distance", 0)]
    """1 - cos to the l1 separator at these margins: (runs, points)."""
