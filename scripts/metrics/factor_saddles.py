"""Metrics of factorisations that start beside a saddle: its curvature, and when descent leaves it for good."""

from descent.balance.records.factor_saddles import FactorSaddleRuns


def measure(runs, parameters) -> FactorSaddleRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    names = ("status", "diverged_at", "least", "lowest", "bound", "slope")
    return FactorSaddleRuns(**{name: runs[name] for name in names}, residual_end=runs["residual"], reach_eps=runs["reach"][:, 0])
