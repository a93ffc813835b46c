"""What claims measure of the ends of small nets."""

import numpy as np

from descent.algebra import norm
from descent.balance.records.net_ends import NetEndsRuns
from descent.elementary import log
from descent.records import several
from descent.statistics import Measured, slope


def _norm(theta: np.ndarray) -> np.ndarray:
    """Norms of parameters (runs, P), summed parameter by parameter whatever their order in memory. Returns (runs,)."""
    return norm(np.asfortranarray(theta), axis=1)


def disagreement(runs: NetEndsRuns) -> np.ndarray:
    """Distance of the end of gradient descent from that of gradient flow, relative to its norm. Returns (runs, etas), increasing."""
    ends = [[runs.where(method=method, eta=eta).theta for method in ("gd", "flow")] for eta in np.unique(runs.grid["eta"])]
    return np.stack([_norm(gd - flow) / _norm(flow) for gd, flow in ends], axis=1)


def disagreement_power(runs: NetEndsRuns, parameters) -> Measured:
    """Power of the step size with which gradient descent comes to gradient flow."""
    return slope(log(several(np.unique(runs.grid["eta"]))), log(disagreement(runs)))
