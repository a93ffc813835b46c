"""Metrics of the octopus at its borders: the values found at every place."""

from descent.escape.records.borders import BordersRuns
from descent.records import names


def measure(runs, parameters) -> BordersRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return BordersRuns(**{name: runs[name] for name in names(BordersRuns)})
