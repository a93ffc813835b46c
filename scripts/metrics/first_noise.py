"""Metrics of PGD's first noise, from a start on a saddle, where only the noise moves the run."""

import numpy as np

from descent.algebra import norm
from descent.escape.records.first_noise import FirstNoiseRuns


def measure(runs, parameters) -> FirstNoiseRuns:
    """runs: arrays of a shard, with the first two points of every path; parameters: of its cell."""
    eta, stretch = parameters["eta"], np.full(parameters["d"], 1 - 2 * parameters["eta"] * parameters["L"])
    stretch[0] = 1 + 2 * eta * parameters["gamma"]
    return FirstNoiseRuns(length=norm(runs["path"][:, 1] / stretch, axis=1) / parameters["r"])
