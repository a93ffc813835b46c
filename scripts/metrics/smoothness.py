"""Metrics of the size of the octopus and of its derivatives: the values at every random point."""

from descent.escape.records.smoothness import SmoothnessRuns
from descent.records import names


def measure(runs, parameters) -> SmoothnessRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return SmoothnessRuns(**{name: runs[name] for name in names(SmoothnessRuns)})
