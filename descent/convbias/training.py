"""Training of a linear net on separable data with an exponentially tailed loss, by any method of `descent.convbias.methods`."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from descent import checked, progress
from descent.convbias import gradient_descent, on_arrays
from descent.convbias.lanes import to_unit
from descent.convbias.models import MODELS
from descent.convbias.nets import Net, fitting
from descent.convbias.tails import POWERS


class Trained(NamedTuple):
    """The results of training, one row per run. The points are the given margins; NaN at margins that a run did not reach."""

    beta: np.ndarray
    """Direction of the predictor at each point. (runs, points, D)"""
    multipliers: np.ndarray
    """Weights of the samples in the gradient at each point, normalised to sum one. (runs, points, N)"""
    log10_margin: np.ndarray
    """log10 of the margin at each point, the least y_n <x_n, beta>. (runs, points)"""
    step: np.ndarray
    """Number of steps at each point, counted from the start of gradient descent or of the flow. (runs, points)"""
    weights: np.ndarray
    """The weights at the end, of unit norm. (runs, P), as in `nets`"""
    log_norm: np.ndarray
    """Natural logarithm of the weights' norm at the end. (runs,)"""
    final: np.ndarray
    """log10 of the margin at the end. (runs,)"""
    flow_from: np.ndarray
    """log10 of the margin at which the flow took over. (runs,)"""
    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""


class Block(NamedTuple):
    """Runs side by side, in the layout of the kernels."""

    w: np.ndarray
    """Weights, advanced in-place. (P, lanes)"""
    x: np.ndarray
    """Signals times labels. (C, N, lanes)"""
    net: NamedTuple
    """The kernel's description of the net."""
    loss: int
    """The power k of the loss in `tails`."""
    points: np.ndarray
    """log10 of the margins at which the predictor is recorded; a run converges at the last. (points,)"""
    seen: np.ndarray
    """Number of points recorded so far. (lanes,)"""
    kept: Trained
    """The results, one row per lane."""
    kernel: Callable
    """`gradient_descent.descend`, or `on_arrays.descend` with its device."""

    def descend(self, safe: bool, steps: int, eta: float = 1.0, until: float = -np.inf):
        """Literal gradient descent with step eta, or safe; see `gradient_descent.descend`. Afterwards the weights have unit norm."""
        alive = np.ones(len(self.seen), bool)
        self.kernel(self.w, self.x, self.net, self.loss, alive, safe, float(eta), int(steps), until, self.points, self.seen, self.kept)
        to_unit(self.w, np.ones(len(self.seen), bool), self.kept.log_norm)


def points(decades: float, density: int) -> np.ndarray:
    """log10 of the margins to record, from -1 to `decades`: `density` per decade up to 12, then every 2, 10 (from 60) and 50 (from 300)."""
    chosen = np.concatenate(
        [np.arange(-density, 12 * density) / density, np.arange(12, 60, 2), np.arange(60, 300, 10), np.arange(300, max(decades, 300), 50)]
    )
    return np.append(chosen[chosen < decades], decades)


def _blank(runs: int, points: int, features: int, samples: int, weights: int) -> Trained:
    """Results before training."""
    along = [np.full((runs, points, *more), np.nan) for more in ((features,), (samples,), (), ())]
    return Trained(*along, np.zeros((runs, weights)), np.zeros(runs), np.full(runs, -np.inf), np.full(runs, np.nan), np.zeros(runs, int))


def train_runs(method, net: Net, w, x, kept_at, place=None, loss="exponential", **parameters) -> Trained:
    """Train every run.

    method: a module of `descent.convbias.methods`; w: (runs, P) starts as in `nets`; x: (runs, N, D) signals times labels; kept_at:
    (points,) increasing log10 of the margins at which the predictor is recorded; a run ends at the last. place: None for the compiled
    kernels, or a function that moves numpy arrays to a device or precision, for gradient descent on whole arrays (the flow is always
    compiled). loss: one of `tails`; parameters: the method's. Raises ValueError where an argument is not as described.
    """
    checked.module("method", method, "descent.convbias.methods.gd", "Parameters")
    w, kept_at = fitting(w, net, "runs"), checked.increasing("kept_at", kept_at)
    x, parameters = checked.array("x", x, len(w), "N", net.D), checked.parameters(method, parameters)
    checked.one_of("loss", loss, POWERS)
    model = MODELS[net.kind]
    prepared, x, state = model.prepare(net), np.moveaxis(model.features(x), 1, 2), model.enter(w, net)
    runs = len(w)
    result = _blank(runs, len(kept_at), *x.shape[1:], state.shape[1])
    kernel, together = (gradient_descent.descend, model.LANES) if place is None else (partial(on_arrays.descend, place=place), runs)
    for first in progress.through(range(0, runs, together), "group of runs"):
        rows = slice(first, first + together)
        weights, features = (np.array(np.moveaxis(values[rows], 0, -1), order="C") for values in (state, x))
        lanes = weights.shape[1]
        kept = _blank(lanes, len(kept_at), *x.shape[1:], 0)
        block = Block(weights, features, prepared, POWERS[loss], kept_at, np.zeros(lanes, int), kept, kernel)
        with progress.watched("point", len(kept_at), block.seen.min, even=False):
            method.train(block, **parameters)
        for target, source in zip(result, kept._replace(weights=weights.T), strict=True):
            target[rows] = source
    return result._replace(beta=model.signals(result.beta, net), weights=model.leave(result.weights, net))
