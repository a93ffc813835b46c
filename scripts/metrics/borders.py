"""Metrics of the octopus at its borders: what was found at every place."""

from descent.escape.records.borders import BordersRuns
from scripts import measuring


def measure(runs, parameters) -> BordersRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return BordersRuns(**{name: values for name, values in runs.items() if name != "run"})


if __name__ == "__main__":
    measuring.main(measure)
