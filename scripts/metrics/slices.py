"""Metrics of slices: whether the net's plane has a lower point, and how much lower the neuron's plane goes."""

import numpy as np

from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    n = runs["at"].shape[1]
    middle = runs["net"][:, n // 2, n // 2]
    small = np.abs(runs["w"]) <= 0.2
    with np.errstate(divide="ignore", invalid="ignore"):
        fallen = np.where(small & (runs["w"] != 0.0), (middle[:, None] - runs["opened"]) / runs["w"] ** 4, np.nan)
    return {
        "minimum": middle,
        "lowest_of_net": runs["net"].min(axis=(1, 2)),
        "lowest_of_neuron": runs["opened"].min(axis=1),
        "quartic": runs["quartic"],
        "quartic_measured": np.nanmedian(fallen, axis=1),
    }


if __name__ == "__main__":
    measuring.main(measure)
