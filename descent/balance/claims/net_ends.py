"""Measures of claims about the ends of small nets."""

import numpy as np

from descent.algebra import norm
from descent.balance.records.net_ends import NetEndsRuns
from descent.elementary import log
from descent.records import several
from descent.statistics import Measured, slope


def _norm(theta: np.ndarray) -> np.ndarray:
    """Norms of parameters (runs, P), with a fixed order of the sum for every memory layout. Returns (runs,)."""
    return norm(np.asfortranarray(theta), axis=1)


def disagreement(runs: NetEndsRuns) -> np.ndarray:
    """Distance between the ends of gradient descent and of gradient flow, divided by the latter's norm. Returns (runs, etas)."""
    ends = [[runs.where(method=method, eta=eta).theta for method in ("gd", "flow")] for eta in np.unique(runs.grid["eta"])]
    return np.stack([_norm(gd - flow) / _norm(flow) for gd, flow in ends], axis=1)


def disagreement_power(runs: NetEndsRuns, parameters) -> Measured:
    """Exponent of the step size in the distance between gradient descent and gradient flow."""
    return slope(log(several(np.unique(runs.grid["eta"]))), log(disagreement(runs)))
