"""Metrics of a network, or an objective, of one's own."""

import numpy as np

from descent.own.records.own import OwnRuns


def measure(runs, parameters) -> OwnRuns:
    """runs: arrays of a shard; parameters: of its cell."""
    last = {name: runs[name][:, -1] for name in ("loss", "slope")}
    none = np.full(len(runs["status"]), np.nan)
    laws = {"drift": runs["drift"][:, -1], "residual": runs["residual"]} if "drift" in runs else {"drift": none, "residual": none}
    known = {name: runs.get(name, np.empty((len(none), 0))) for name in ("escape", "predicted")}
    known["reached"] = known["escape"][:, -1] if known["escape"].size else none
    return OwnRuns(status=runs["status"], **last, **laws, **known, **{name: runs[name] for name in ("iterations", "parameters", "laws")})
