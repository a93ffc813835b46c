"""Metrics of the size of the octopus and of its derivatives: what was found at every random point."""

from descent.escape.records.smoothness import SmoothnessRuns
from descent.records import names


def measure(runs, parameters) -> SmoothnessRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return SmoothnessRuns(**{name: runs[name] for name in names(SmoothnessRuns)})
