"""What claims measure of runs from beside the minimum of Safran and Shamir."""

import numpy as np

from descent.oneneuron.records.safran_shamir import SafranShamirRuns
from descent.statistics import Measured, share


def returned(runs: SafranShamirRuns, parameters) -> Measured:
    """Share of runs that come back to the minimum they started beside."""
    return share(runs.returned == 1, among=~np.isnan(runs.F))
