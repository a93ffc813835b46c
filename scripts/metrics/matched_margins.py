"""Metrics of linear nets trained by several methods: the distance of each from the same separator at the same margins."""

from descent.convbias.nets import DOMAINS
from descent.convbias.records.matched_margins import MatchedMarginsRuns
from descent.convbias.separators import distance
from scripts.metrics.linear_net import known, shape_of, status


def measure(runs, parameters) -> MatchedMarginsRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    found, *_ = known(runs["x"], DOMAINS[shape_of(parameters).kind])
    return MatchedMarginsRuns(
        status=status(runs, found),
        margin=runs["final"],
        flow_from=runs["flow_from"],
        margins=runs["log10_margin"],
        l1_distances=distance(runs["beta"], found.l1[:, None]),
    )
