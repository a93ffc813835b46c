"""Metrics of small nets, and with them the parameters at the end."""

from descent.balance.records.net_ends import NetEndsRuns
from scripts.metrics import net


def measure(runs, parameters) -> NetEndsRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return NetEndsRuns(**vars(net.measure(runs, parameters)), theta=runs["theta"][:, -1])
