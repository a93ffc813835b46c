"""Metrics of the cases without an assumption: as those of other minimised nets."""

from scripts import measuring
from scripts.assumption_cell import settings
from scripts.metrics import minimise


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    return minimise.measure(runs, parameters | settings(parameters["without"]))


if __name__ == "__main__":
    measuring.main(measure)
