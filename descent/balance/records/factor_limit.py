"""Metrics of matrix factorisations, with the distance that descent moves after its middle iteration."""

from dataclasses import dataclass

from descent.balance.records.factorisation import FactorisationRuns
from descent.records import Ratios


@dataclass(frozen=True, kw_only=True)
class FactorLimitRuns(FactorisationRuns):
    """Factorisations with the distance from the middle to the last iteration."""

    left: Ratios
    """Distance of (U, V) at the middle iteration from the last, times sqrt(least singular value of M), divided by the middle residual."""
    middle: Ratios
    """Residual at the middle iteration."""
