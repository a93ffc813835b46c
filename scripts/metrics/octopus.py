"""Metrics of octopus runs: how each ended, the iteration of every escape, and numbers on plateaus and second-order points."""

import numpy as np

from descent.escape.plateaus import height_error, lengths
from descent.escape.records.octopus import OctopusRuns
from descent.problems import octopus


def measure(runs, parameters) -> OctopusRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    count = len(runs["run"])
    return OctopusRuns(
        status=runs["status"],
        steps=runs["steps"],
        eta_value=np.full(count, parameters.get("eta", np.nan)),
        eps_value=np.full(count, parameters["eps"]),
        exact=runs["exact"],
        height_error=height_error(runs["plateau"], octopus.numbers(**parameters)),
        second_order_eps=runs["second_order"],
        longest_plateau=np.max(np.nan_to_num(lengths(runs["escape"])), axis=1),
        escape=runs["escape"],
    )
