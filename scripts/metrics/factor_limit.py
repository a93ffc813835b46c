"""Metrics of matrix factorisations, and with them how far descent still goes from its middle iteration on."""

from descent.balance.records.factor_limit import FactorLimitRuns
from scripts.metrics import factorisation


def measure(runs, parameters) -> FactorLimitRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    return FactorLimitRuns(**vars(factorisation.measure(runs, parameters)), left=runs["left"], middle=runs["middle"])
