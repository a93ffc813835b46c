"""Metrics of octopus runs: how each ended, the iteration of every escape, and what its plateaus and second-order points say."""

import numpy as np

from descent.escape.descent import STATUS
from descent.escape.plateaus import height_error, lengths
from scripts import measuring
from scripts.octopus_cell import landscape


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    p, eta = landscape(**parameters)
    return {
        "status": np.array(STATUS)[runs["status"]],
        "steps": runs["steps"],
        "eta_value": eta,
        "eps_value": parameters["eps"],
        "exact": runs["exact"],
        "height_error": height_error(runs["plateau"], p),
        "second_order_eps": runs["second_order"],
        "longest_plateau": np.max(np.nan_to_num(lengths(runs["escape"])), axis=1),
    } | {f"escape_{k + 1}": runs["escape"][:, k] for k in range(parameters["d"])}


if __name__ == "__main__":
    measuring.main(measure)
