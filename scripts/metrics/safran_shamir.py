"""Metrics of the spurious minimum of Safran and Shamir: whether nearby starts return."""

import numpy as np

from scripts import measuring

SAME = 1e-6
"""A run has returned where its loss is the minimum's to within this share of it. Ours."""


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    numbers = {name: values for name, values in runs.items() if name not in ("run", "xi")}
    return numbers | {"returned": (np.abs(runs["F"] / runs["known_loss"] - 1.0) <= SAME).astype(int)}


if __name__ == "__main__":
    measuring.main(measure)
