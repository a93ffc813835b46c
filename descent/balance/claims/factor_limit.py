"""Measures of claims about matrix factorisations and their limits."""

import numpy as np

from descent.balance.claims.factorisation import largest_imbalance, largest_norm, largest_objective, largest_rise, share_that_arrives
from descent.balance.records.factor_limit import FactorLimitRuns
from descent.statistics import Measured, largest, with_every_run

__all__ = ["largest_imbalance", "largest_norm", "largest_objective", "largest_rise", "share_that_arrives"]


def largest_way_left(runs: FactorLimitRuns, parameters) -> Measured:
    """Largest distance between the middle and the last iteration divided by its bound, of runs whose middle residual is within eps."""
    return largest(np.where(runs.middle <= parameters["eps"], with_every_run(runs.left), np.nan))
