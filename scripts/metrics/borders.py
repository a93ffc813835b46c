"""Metrics of the octopus at its borders: what was found at every place."""

from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    return {name: values for name, values in runs.items() if name != "run"}


if __name__ == "__main__":
    measuring.main(measure)
