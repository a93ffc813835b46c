"""Metrics of the octopus at its borders: what was found at every place."""

from descent.escape.records.borders import BordersRuns
from descent.records import names
from scripts import measuring


def measure(runs, parameters) -> BordersRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return BordersRuns(**{name: runs[name] for name in names(BordersRuns)})


if __name__ == "__main__":
    measuring.main(measure)
