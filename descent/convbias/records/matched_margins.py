"""What is known of linear nets trained by several methods: their distance from one separator at the same margins."""

from dataclasses import dataclass
from typing import Annotated

from descent.convbias.records.linear_net import Statuses
from descent.records import Margins, Ratios, Runs, Series


@dataclass(frozen=True, kw_only=True)
class MatchedMarginsRuns(Runs):
    """Linear nets at given margins."""

    status: Statuses
    """How the run ended; not separable where its data have no separator, not certified where none was found for certain."""
    margin: Margins
    """The margin at the end."""
    flow_from: Margins
    """The margin at which the late flow took over."""
    margins: Annotated[Margins, Series("margin", 0)]
    """The margins that are asked for: (runs, points)."""
    l1_distances: Annotated[Ratios, Series("l1_distance", 0)]
    """1 - cos to the l1 separator there: (runs, points)."""
