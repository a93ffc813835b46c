"""Metrics of a user's own network or objective."""

import numpy as np

from descent.own.ended import of_minima
from descent.own.examined import of_plateaus
from descent.own.late_phase import of_margins
from descent.own.records.own import OwnRuns

ENDS = ("status", "iterations", "parameters", "laws", "approximate", "trivial", "dead")
LAWS = ("residual", "by_direction", "identity")


def measure(runs, parameters) -> OwnRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    none = np.full(len(runs["status"]), np.nan)
    found = {name: runs[name] for name in ENDS} | {name: runs[name][:, -1] for name in ("loss", "slope")}
    found |= {name: runs.get(name, none) for name in LAWS} | {"drift": runs["drift"][:, -1] if "drift" in runs else none}
    found |= {name: runs.get(name, np.empty((len(none), 0))) for name in ("escape", "predicted")}
    reached = found["escape"][:, -1] if found["escape"].size else none
    return OwnRuns(**found, reached=reached, **of_plateaus(runs), **of_minima(runs), **of_margins(runs))
