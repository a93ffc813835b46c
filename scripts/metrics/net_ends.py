"""Metrics of small nets, with their parameters at the end."""

from descent.balance.records.net_ends import NetEndsRuns
from scripts.metrics import net


def measure(runs, parameters) -> NetEndsRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return NetEndsRuns(**vars(net.measure(runs, parameters)), theta=runs["theta"][:, -1])
