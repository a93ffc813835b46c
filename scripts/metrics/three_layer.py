"""Metrics of figure 2: norms of the three layers at the end, how far their differences moved, and how far they ought to have."""

import numpy as np

from descent.balance.devices import DEVICES
from descent.balance.invariants import unexplained
from scripts import measuring


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    squares, moved = runs["squares"], runs["moved"]
    differences, ratios = squares[..., :-1] - squares[..., 1:], squares[..., :-1] / squares[..., 1:]
    end = squares[:, -1]
    return (
        {"status": np.where(runs["diverged_at"] < 0, "finished", "diverged"), "diverged_at": runs["diverged_at"]}
        | {"device": np.array(DEVICES)[runs["device"]], "by_points": runs["by_points"]}
        | {"loss_start": runs["loss"][:, 0], "loss_end": runs["loss"][:, -1]}
        | {f"square_{h + 1}": end[:, h] for h in range(end.shape[1])}
        | {"difference_most": np.abs(differences).max(axis=(1, 2)) / end.min(axis=1)}
        | {"drift": np.abs(differences - differences[:, :1]).max(axis=(1, 2)) / end.min(axis=1)}
        | {"unexplained": unexplained(squares, moved)}
        | {f"ratio_start_{h + 1}": ratios[:, 0, h] for h in range(ratios.shape[2])}
        | {f"ratio_end_{h + 1}": ratios[:, -1, h] for h in range(ratios.shape[2])}
    )


if __name__ == "__main__":
    measuring.main(measure)
