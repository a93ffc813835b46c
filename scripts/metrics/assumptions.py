"""Metrics of the cases without an assumption: as those of other minimised nets."""

from descent.oneneuron.records.assumptions import AssumptionsRuns
from scripts import measuring
from scripts.assumption_cell import settings
from scripts.metrics import minimise


def measure(runs, parameters) -> AssumptionsRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return AssumptionsRuns(**vars(minimise.measure(runs, parameters | settings(parameters["without"]))))


if __name__ == "__main__":
    measuring.main(measure)
