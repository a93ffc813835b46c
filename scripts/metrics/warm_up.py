"""Metrics of the warm-ups: iterations to leave the saddle, by both methods, and how the literal run ended."""

from descent.escape.records.warm_up import WarmUpRuns


def measure(runs, parameters) -> WarmUpRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return WarmUpRuns(event_driven=runs["event_driven"], literal=runs["literal"], status=runs["status"])
