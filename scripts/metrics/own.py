"""Metrics of a network, or an objective, of one's own."""

import numpy as np

from descent.own.records.own import OwnRuns


def measure(runs, parameters) -> OwnRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    last = {name: runs[name][:, -1] for name in ("loss", "slope")}
    drift = runs["drift"][:, -1] if "drift" in runs else np.full(len(runs["status"]), np.nan)
    return OwnRuns(status=runs["status"], drift=drift, **last, **{name: runs[name] for name in ("iterations", "parameters", "laws")})
