"""What is known of linear nets trained by several methods: their distance from one separator at the same margins."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class MatchedMarginsRuns(Runs):
    """Linear nets at given margins."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    margin: Numbers
    """log10 of the margin at the end."""
    flow_from: Numbers
    """log10 of the margin at which the late flow took over."""
    margins: Annotated[Numbers, Series("margin", 0)]
    """log10 of the margins: (runs, points)."""
    l1_distances: Annotated[Numbers, Series("l1_distance", 0)]
    """1 - cos to the l1 separator there: (runs, points)."""
