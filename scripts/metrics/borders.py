"""Metrics of the octopus at its borders: what was found at every place."""

from descent.escape.records.borders import BordersRuns
from descent.records import names


def measure(runs, parameters) -> BordersRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return BordersRuns(**{name: runs[name] for name in names(BordersRuns)})
