"""Descent of nets, many runs at once, by any rule of `descent.methods`, with observations at chosen iterations."""

from typing import NamedTuple

import numpy as np
from array_api_compat import array_namespace

from descent import progress
from descent.balance import compiled_passes
from descent.balance.nets import Net, Points
from descent.balance.passes import loss_and_gradient
from descent.devices import fetch
from descent.elementary import square


class Descended(NamedTuple):
    """The results of descent, one row per run, as numpy arrays; NaN from the iteration at which a run diverges."""

    seen: np.ndarray
    """What `observe` returned at each recorded iteration. (runs, kept, ...)"""
    moved: np.ndarray
    """Sum of ||eta gradient||^2 in each layer over the iterations before each recorded one. (runs, kept, layers)"""
    loss: np.ndarray
    """The loss at every iteration, on the batch if there are batches. (runs, steps + 1)"""
    diverged_at: np.ndarray
    """The first iteration whose loss is not finite; -1 without one. (runs,)"""


def layer_squares(net: Net, theta):
    """||v^(h)||^2 of the free weights of every layer. theta: (runs, P). Returns (runs, layers), in float64 for numpy arrays."""
    xp = array_namespace(theta)
    if isinstance(theta, np.ndarray):
        found = np.empty((len(theta), len(net.layers)))
        compiled_passes.squares(net.wiring.layers, theta, found)
        return found
    return xp.stack([xp.sum(square(theta[:, layer.weights]), axis=-1) for layer in net.layers], axis=-1)


def exact_squares(net: Net, theta):
    """`layer_squares` in float64 for theta (runs, P) of any precision. Returns (runs, layers)."""
    xp = array_namespace(theta)
    return layer_squares(net, xp.astype(theta, xp.float64))


def descend(net: Net, loss: str, theta, data: Points, method, parameters: dict, kept_at, observe, batches=None) -> Descended:
    """Descend from theta (runs, P), which is not changed.

    method: a module with a `rule` for whole arrays and, if the rule needs memory, its number of arrays, `MEMORY`; parameters: of the rule,
    with `eta`; kept_at: iterations to record, increasing from 0; the last is the end. observe: a function of theta that returns what to
    record, (runs, ...); batches: (runs, steps, B) indices of the points of each step, or None for all points.
    """
    xp, kept_at = array_namespace(theta), list(kept_at)
    memory = [xp.zeros_like(theta) for _ in range(getattr(method, "MEMORY", 0))]
    gradient, moved, losses, seen, travelled = xp.zeros_like(theta), 0.0, [], [], []
    with np.errstate(all="ignore"):  # a run that diverges has a loss that is not finite
        for t in progress.through(range(kept_at[-1] + 1), "step"):
            if t == kept_at[len(seen)]:
                seen.append(observe(theta))
                travelled.append(moved + 0.0 * layer_squares(net, theta))
            here = data if batches is None else _batch(data, batches[:, min(t, batches.shape[1] - 1)])
            losses.append(loss_and_gradient(net, loss, theta, here, gradient))
            if t < kept_at[-1]:
                theta = method.rule(theta, gradient, memory, t, **parameters)
                moved = moved + square(parameters["eta"]) * xp.astype(layer_squares(net, gradient), xp.float64)
    return descended(kept_at, seen, travelled, losses)


def descended(kept_at, seen, moved, losses) -> Descended:
    """The `Descended` from lists: seen and moved, (runs, ...) at each recorded iteration, and losses, (runs,) at every iteration."""
    xp = array_namespace(losses[0])
    losses = fetch(xp.stack(losses, axis=-1))
    finite = np.isfinite(losses)
    diverged_at = np.where(finite.all(axis=1), -1, (~finite).argmax(axis=1))
    kept = [fetch(xp.stack(values, axis=1)) for values in (seen, moved)]
    for values in kept:
        lost = (diverged_at[:, None] >= 0) & (np.array(kept_at) >= diverged_at[:, None])
        values[lost] = np.nan
    return Descended(*kept, losses, diverged_at)


def _batch(data: Points, chosen: np.ndarray) -> Points:
    """The points of one batch. chosen: (runs, B)."""
    rows = np.arange(len(chosen))[:, None]
    transposed, y = data.transposed[rows, chosen], data.y.mT[rows, chosen]
    return Points(transposed.mT, y.mT, transposed)
