"""Metrics of figure 2: norms of the three layers at the end, how far their differences moved, and how far they ought to have."""

import numpy as np

from descent.balance.invariants import differences, largest_relative, ratios, unexplained
from descent.devices import DEVICES
from descent.ends import words
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    squares = runs["squares"]
    apart, ratio, end = differences(squares), ratios(squares), squares[:, -1]
    return (
        {"status": words(runs["status"]), "diverged_at": runs["diverged_at"]}
        | {"device": np.array(DEVICES)[runs["device"]], "by_points": runs["by_points"]}
        | {"loss_start": runs["loss"][:, 0], "loss_end": runs["loss"][:, -1]}
        | {f"square_{h + 1}": end[:, h] for h in range(end.shape[1])}
        | {"difference_most": largest_relative(apart, squares)}
        | {"drift": largest_relative(apart - apart[:, :1], squares)}
        | {"unexplained": unexplained(squares, runs["moved"])}
        | {f"ratio_start_{h + 1}": ratio[:, 0, h] for h in range(ratio.shape[2])}
        | {f"ratio_end_{h + 1}": ratio[:, -1, h] for h in range(ratio.shape[2])}
    )


if __name__ == "__main__":
    measuring.main(measure)
