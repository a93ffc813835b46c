"""Metrics of figure 2: the norms of the three layers at the end, and how far their differences moved, beside the prediction."""

from descent.balance.invariants import differences, largest_relative, ratios, unexplained
from descent.balance.records.three_layer import ThreeLayerRuns


def measure(runs, parameters) -> ThreeLayerRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    squares = runs["squares"]
    apart, ratio = differences(squares), ratios(squares)
    return ThreeLayerRuns(
        status=runs["status"],
        diverged_at=runs["diverged_at"],
        device=runs["device"],
        by_points=runs["by_points"],
        loss_start=runs["loss"][:, 0],
        loss_end=runs["loss"][:, -1],
        square=squares[:, -1],
        difference_most=largest_relative(apart, squares),
        drift=largest_relative(apart - apart[:, :1], squares),
        unexplained=unexplained(squares, runs["moved"]),
        ratio_start=ratio[:, 0],
        ratio_end=ratio[:, -1],
    )
