"""Metrics of any method on any problem: how and where each run ended."""

from descent.escape.records.descend import DescendRuns
from scripts import measuring


def measure(runs, parameters) -> DescendRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    numbers = {name: runs[name] for name in ("iterations", "value", "slope", "end")}
    return DescendRuns(status=runs["status"], **numbers)


if __name__ == "__main__":
    measuring.main(measure)
