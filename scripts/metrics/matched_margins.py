"""Metrics of linear nets trained by several methods: how far each is from one and the same separator at the same margins."""

from descent.convbias.separators import distance
from scripts import measuring
from scripts.metrics.linear_net import known, status


def measure(runs, parameters):
    """runs: arrays of a shard; parameters: of its cell. Returns one array (runs,) a column."""
    found, *_ = known(runs["x"])
    margins, distances = runs["log10_margin"], distance(runs["beta"], found.l1[:, None])
    return (
        {"status": status(runs, found), "margin": runs["final"], "flow_from": runs["flow_from"]}
        | {f"margin_{k}": margins[:, k] for k in range(margins.shape[1])}
        | {f"l1_distance_{k}": distances[:, k] for k in range(margins.shape[1])}
    )


if __name__ == "__main__":
    measuring.main(measure)
