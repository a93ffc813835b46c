"""Measures of claims about linear nets that several methods train to the same margins."""

import numpy as np

from descent.convbias.records.matched_margins import MatchedMarginsRuns
from descent.statistics import Measured, median


def compared(runs: MatchedMarginsRuns, method: str) -> np.ndarray:
    """Relative difference of 1 - cos to the l1 separator between a method and safe descent at the same margins.

    Literal descent is compared from margin 1 on, the flow from the margin where it takes over. Returns (runs, points); NaN at margins that
    one of both did not reach.
    """
    safe, other = runs.where(method="safe_gd"), runs.where(method=method)
    start = np.where(np.isnan(other.flow_from), 0.0, other.flow_from)[:, None]
    return np.where(safe.margins > start, other.l1_distances / safe.l1_distances - 1, np.nan)


def literal_disagreement(runs: MatchedMarginsRuns, parameters) -> Measured:
    """Median relative difference of 1 - cos between literal and safe descent at matched margins."""
    return median(np.nanmedian(np.abs(compared(runs, "gd")), axis=1))


def flow_disagreement(runs: MatchedMarginsRuns, parameters) -> Measured:
    """Median relative difference of 1 - cos between the flow and safe descent at matched margins."""
    return median(np.nanmedian(np.abs(compared(runs, "flow")), axis=1))
