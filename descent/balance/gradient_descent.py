"""Descent of nets step by step, many runs at once, by any rule of `descent.methods`, with what it leaves on the way."""

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
    """What descent gives, one row a run, as numpy's arrays; NaN from where a run has diverged."""

    seen: np.ndarray
    """What `observe` gave at each kept iteration. (runs, kept, ...)"""
    moved: np.ndarray
    """sum over iterations before each kept one of ||eta gradient||^2 in each layer. (runs, kept, layers)"""
    loss: np.ndarray
    """The loss at every iteration, on the batch where there are batches. (runs, steps + 1)"""
    diverged_at: np.ndarray
    """The first iteration whose loss is not finite; -1 without one. (runs,)"""


def layer_squares(net: Net, theta):
    """||W^(h)||_F^2 of the free weights of every layer. theta: (runs, P). Returns (runs, layers), in float64 of numpy's arrays."""
    xp = array_namespace(theta)
    if isinstance(theta, np.ndarray):
        found = np.empty((len(theta), len(net.layers)))
        compiled_passes.squares(net.wiring.layers, theta, found)
        return found
    return xp.stack([xp.sum(square(theta[:, layer.weights]), axis=-1) for layer in net.layers], axis=-1)


def exact_squares(net: Net, theta):
    """The same in float64, whatever the precision of theta (runs, P). Returns (runs, layers)."""
    xp = array_namespace(theta)
    return layer_squares(net, xp.astype(theta, xp.float64))


def descend(net: Net, loss: str, theta, data: Points, method, parameters: dict, kept_at, observe, batches=None) -> Descended:
    """Descend from theta (runs, P), which stays as it is.

    method: a module with a `rule` for whole arrays and, where that keeps any, the number of arrays that it keeps, `MEMORY`; parameters: of
    the rule, `eta` among them; kept_at: increasing iterations, from 0, the last of which is the end; observe: of theta, what is
    kept (runs, ...); batches: (runs, steps, B) points of each step, or None for all.
    """
    xp, kept_at = array_namespace(theta), list(kept_at)
    memory = [xp.zeros_like(theta) for _ in range(getattr(method, "MEMORY", 0))]
    gradient, moved, losses, seen, travelled = xp.zeros_like(theta), 0.0, [], [], []
    with np.errstate(all="ignore"):  # the loss of a run that diverges says so
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
    """What descent gives, from lists: what was seen and moved at each kept iteration, (runs, ...), and every iteration's losses (runs,)."""
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
