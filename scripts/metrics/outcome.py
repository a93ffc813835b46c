"""Metrics of octopus runs by the hundred thousand: how each ended and how long it took."""

from descent.escape.descent import STATUS
from scripts import measuring
from scripts.octopus_cell import word


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    return {"status": word(runs["status"], STATUS), "steps": runs["steps"]}


if __name__ == "__main__":
    measuring.main(measure)
