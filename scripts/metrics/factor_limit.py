"""Metrics of matrix factorisations, and the distance that descent still covers after its middle iteration."""

from descent.balance.records.factor_limit import FactorLimitRuns
from scripts.metrics import factorisation


def measure(runs, parameters) -> FactorLimitRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    return FactorLimitRuns(**vars(factorisation.measure(runs, parameters)), left=runs["left"], middle=runs["middle"])
