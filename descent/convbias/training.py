"""Three ways to train a linear net on separable data with the exponential loss, each under a name of its own.

`gd`: literal gradient descent with a fixed step. `safe_gd`: gradient descent whose step grows as the loss falls, on the logarithm of
the loss, so nothing overflows. `flow`: `safe_gd` first, and then its late phase as a flow, by implicit steps on the least margin, which
stands for gradient descent in the limit of large margins; weights are a direction and the logarithm of their norm.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from descent.convbias import gradient_descent, on_arrays
from descent.convbias.flow import flow
from descent.convbias.lanes import to_unit
from descent.convbias.models import MODELS
from descent.convbias.nets import Net
from descent.convbias.progress import OUT_OF_STEPS

METHODS = ("gd", "safe_gd", "flow")
LATE = 1.5
"""log10 of the margin that a run must have before the flow may stand for its descent: the weights of the samples are then those of
the hard margin to within a few parts in a hundred of it."""


class Trained(NamedTuple):
    """What training gives, one row a run. The points are the margins asked for; NaN where a run did not come so far."""

    beta: np.ndarray
    """Direction of the predictor at each point. (runs, points, D)"""
    log10_margin: np.ndarray
    """The margin at each point, the least y_n <x_n, beta>, as a logarithm. (runs, points)"""
    step: np.ndarray
    """The step at each point, counted from the start of gradient descent, and anew from that of the flow. (runs, points)"""
    weights: np.ndarray
    """The weights at the end, of unit norm. (runs, P), as in `nets`"""
    log_norm: np.ndarray
    """Natural logarithm of the weights' norm at the end. (runs,)"""
    final: np.ndarray
    """log10 of the margin at the end. (runs,)"""
    flow_from: np.ndarray
    """log10 of the margin at which the flow took over. (runs,)"""
    status: np.ndarray
    """Index in `progress.STATUS`. (runs,)"""


def points(decades: float, density: int) -> np.ndarray:
    """log10 of the margins that are kept, from -1 to `decades`: `density` a decade up to 12, then one in 2, 10 (from 60), 50 (from 300)."""
    chosen = np.concatenate(
        [np.arange(-density, 12 * density) / density, np.arange(12, 60, 2), np.arange(60, 300, 10), np.arange(300, max(decades, 300), 50)]
    )
    return np.append(chosen[chosen < decades], decades)


def _blank(runs: int, points: int, features: int, weights: int) -> Trained:
    """Results before training."""
    along = [np.full((runs, points, *more), np.nan) for more in ((features,), (), ())]
    return Trained(*along, np.zeros((runs, weights)), np.zeros(runs), np.full(runs, -np.inf), np.full(runs, np.nan), np.zeros(runs, int))


def train_runs(
    method: str, net: Net, w, x, kept_at, steps: int, *, eta: float = 1.0, growth: float = 0.05, flow_steps: int = 0, place=None
) -> Trained:
    """Train every run.

    method: one of `METHODS`; w: (runs, P) starts as in `nets`; x: (runs, N, D) signals times labels; kept_at: (points,) increasing log10
    of the margins at which the predictor is kept, the last of which ends a run; steps: of gradient descent, eta its step; before the
    flow it may take `gradient_descent.PATIENCE` times more to come to `LATE`; flow_steps: of the flow at most, growth of the margin in
    each; place: None for the compiled kernels, or what puts numpy's numbers where gradient descent is to run on whole arrays, on a GPU
    or in float32 (the flow is always compiled). Raises ValueError for an unknown method.
    """
    if method not in METHODS:
        raise ValueError(f"method = {method}: allowed: {', '.join(METHODS)}")
    model = MODELS[net.kind]
    prepared, x, state = model.prepare(net), np.moveaxis(model.features(x), 1, 2), model.enter(w, net)
    runs, kept_at = len(w), np.asarray(kept_at, dtype=float)
    result = _blank(runs, len(kept_at), x.shape[1], state.shape[1])
    descend, together = (gradient_descent.descend, model.LANES) if place is None else (partial(on_arrays.descend, place=place), runs)
    for first in range(0, runs, together):
        rows = slice(first, first + together)
        block, features = (np.array(np.moveaxis(values[rows], 0, -1), order="C") for values in (state, x))
        lanes = block.shape[1]
        kept, seen, alive = _blank(lanes, len(kept_at), x.shape[1], 0), np.zeros(lanes, int), np.ones(lanes, bool)
        until = LATE if method == "flow" else -np.inf
        descend(block, features, prepared, alive, method != "gd", float(eta), int(steps), until, kept_at, seen, kept)
        to_unit(block, np.ones(lanes, bool), kept.log_norm)
        if method == "flow":
            alive = (kept.status == OUT_OF_STEPS) & (kept.final >= LATE)
            kept.flow_from[alive] = kept.final[alive]
            flow(block, features, prepared, alive, float(growth), int(flow_steps), kept_at, seen, kept)
        for target, source in zip(result, kept._replace(weights=block.T), strict=True):
            target[rows] = source
    return result._replace(beta=model.signals(result.beta, net), weights=model.leave(result.weights, net))
