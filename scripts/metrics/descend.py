"""Metrics of any method on any problem: how and where each run ended."""

from descent.escape.records.descend import DescendRuns


def measure(runs, parameters) -> DescendRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    numbers = {name: runs[name] for name in ("iterations", "value", "slope", "end")}
    return DescendRuns(status=runs["status"], **numbers)
