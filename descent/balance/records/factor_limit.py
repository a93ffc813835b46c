"""What is known of matrix factorisations, and with it how far descent still goes from its middle iteration on."""

from dataclasses import dataclass

from descent.balance.records.factorisation import FactorisationRuns
from descent.records import Ratios


@dataclass(frozen=True, kw_only=True)
class FactorLimitRuns(FactorisationRuns):
    """Factorisations with what is left to go."""

    left: Ratios
    """Distance of (U, V) in the middle iteration from the last, over the residual there over the root of M's least singular value."""
    middle: Ratios
    """Residual in the middle iteration."""
