"""Metrics of linear nets: how each run ended, its distance from each separator at each margin, and how stationary its end is."""

from functools import cache

import numpy as np

from descent.convbias import fourier
from descent.convbias.convergence import LEVELS, dual_rate, rate, reach
from descent.convbias.limits import direction, end, predicted_rate, separator_penalty, target, target_of
from descent.convbias.nets import DOMAINS, Parameters, net
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import Separators, distance, separators
from descent.convbias.stationarity import surviving


@cache
def _found(content: bytes, shape: tuple[int, ...], domain) -> tuple[np.ndarray, ...]:
    """Both separators of one data set, computed once for all cells that share it."""
    data = np.frombuffer(content).reshape(shape)
    found = separators(data[None], domain)
    certified = np.isfinite(found.l1).all()
    slowest = dual_rate(found.l1[0], found.alpha[0], data, domain) if certified else np.nan
    return *(part[0] for part in found), slowest, surviving(found.l1[0], domain).sum() if certified else np.nan


def known(x: np.ndarray, domain=fourier) -> tuple[Separators, np.ndarray, np.ndarray]:
    """What is known of the data of every run: the separators, the rate that the dual predicts, and the coordinates that the l1 separator
    uses. x: (runs, N, D), signals times labels; domain: `fourier` or `entries`, the domain of the l1 norm.
    """
    each = [_found(data.tobytes(), data.shape, domain) for data in x]
    *found, dual_rates, frequencies = (np.array(part) for part in zip(*each, strict=True))
    return Separators(*found), dual_rates, frequencies


def status(runs, found: Separators) -> np.ndarray:
    """How every run ended, unless its data have no separator or none was certified. Returns (runs,)."""
    certified = np.isfinite(found.l2).all(axis=1) & np.isfinite(found.l1).all(axis=1)
    ended = np.where(certified, runs["status"], "separator not certified")
    return np.where(found.separable, ended, "not separable")


def shape_of(parameters: dict):
    """The net of a cell."""
    return net(**{name: parameters[name] for name in Parameters.model_fields})


def measure(runs, parameters) -> LinearNetRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    shape, x, margins = shape_of(parameters), runs["x"], runs["log10_margin"]
    found, dual_rates, l1_frequencies = known(x, DOMAINS[shape.kind])
    ends = direction(shape, runs["weights"], x)
    distances = distance(runs["beta"], target_of(shape, found, ends)[:, None])
    return LinearNetRuns(
        status=status(runs, found),
        device=runs["device"],
        target=np.full(len(x), target(shape)),
        margin=runs["final"],
        flow_from=runs["flow_from"],
        distance=distance(ends, target_of(shape, found, ends)),
        distance_l1=distance(ends, found.l1),
        distance_l2=distance(ends, found.l2),
        l1_l2=distance(found.l1, found.l2),
        rate=rate(margins, distances),
        predicted_rate=np.broadcast_to(predicted_rate(shape, dual_rates), len(x)),
        l1_frequencies=l1_frequencies,
        l1_penalty=separator_penalty(shape, found.l1, x),
        **end(shape, runs["weights"], x)._asdict(),
        **{name: reach(margins, distances, level) for name, level in LEVELS.items()},
        margins=margins,
        distances=distances,
    )
