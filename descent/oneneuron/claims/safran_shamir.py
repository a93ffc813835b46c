"""Measures of claims about runs that start near the minimum of Safran and Shamir."""

import numpy as np

from descent.oneneuron.records.safran_shamir import SafranShamirRuns
from descent.statistics import Measured, share


def returned(runs: SafranShamirRuns, parameters) -> Measured:
    """Share of runs that return to the minimum near which they started."""
    return share(runs.returned == 1, among=~np.isnan(runs.F))
