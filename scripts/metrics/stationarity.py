"""Metrics of linear nets, with the direction of the gradient and the share of random separators that pass the test of the conditions."""

import numpy as np

from descent.convbias.chance import chance
from descent.convbias.gradients import directions, last, turn
from descent.convbias.limits import direction, exponent_depth
from descent.convbias.nets import DOMAINS
from descent.convbias.records.stationarity import StationarityRuns
from descent.convbias.stationarity import gradient_residual
from scripts.metrics import linear_net


def measure(runs, parameters) -> StationarityRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    shape, x, margins = linear_net.shape_of(parameters), runs["x"], runs["log10_margin"]
    beta, domain, depth = direction(shape, runs["weights"], x), DOMAINS[shape.kind], exponent_depth(shape)
    gradient = directions(runs["multipliers"], x)
    end, residual, by_chance = last(margins, gradient), *np.full((2, len(x)), np.nan)
    for run in np.flatnonzero(np.isfinite(beta + end).all(axis=1)):
        residual[run] = gradient_residual(end[run], beta[run], depth, domain)
        by_chance[run] = chance(beta[run], depth, x[run], domain) if depth > 2 else np.nan
    return StationarityRuns(
        **vars(linear_net.measure(runs, parameters)),
        gradient_residual=residual,
        gradient_turn=turn(margins, gradient),
        chance=by_chance,
    )
