"""What claims measure of runs of a network of one's own."""

import numpy as np

from descent.own.records.own import OwnRuns
from descent.records import Incomparable
from descent.statistics import Measured, largest


def largest_residual(runs: OwnRuns, parameters) -> Measured:
    """How far the law that holds least is from holding. Raises Incomparable where the module has no laws, or no digits for them."""
    if not np.nanmax(runs.laws, initial=0):
        raise Incomparable("gradient flow conserves nothing here, or its laws were not looked for (laws: none)")
    if parameters["precision"] != "float64":
        raise Incomparable("it needs precision: float64")
    return largest(runs.residual)
