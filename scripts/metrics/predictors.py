"""Metrics of linear nets, with the predictors and both separators."""

from descent.convbias.limits import direction
from descent.convbias.nets import DOMAINS
from descent.convbias.records.predictors import PredictorsRuns
from scripts.metrics import linear_net


def measure(runs, parameters) -> PredictorsRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    shape = linear_net.shape_of(parameters)
    beta = direction(shape, runs["weights"], runs["x"])
    found, *_ = linear_net.known(runs["x"], DOMAINS[shape.kind])
    return PredictorsRuns(**vars(linear_net.measure(runs, parameters)), beta=beta, l2=found.l2, l1=found.l1)
