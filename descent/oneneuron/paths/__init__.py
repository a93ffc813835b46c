"""Paths from beside a known bad minimum, one way to follow them a file: literal descent, gradient flow, and the late flow after it.

A way has its Parameters and `follow(net, xi, points, cell)`: from every start xi (runs, P), so many points of a path kept, with the
parameters of a cell. It returns a list of `Path`.
"""

import pkgutil
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from descent.ends import End
from descent.oneneuron.ends import errors
from descent.oneneuron.objective import gradients, hessian, neurons
from descent.oneneuron.problem import base, net_size, parts

__all__ = sorted(["Path", *(entry.name for entry in pkgutil.iter_modules(__path__))])


class Ended(IntEnum):
    """How a path ended: as any run may, or as only these do."""

    COMPLETED = End.COMPLETED
    DIVERGED = End.DIVERGED
    GAVE_UP = End.GAVE_UP
    TAKEN_OVER = 100
    """The net itself came to hold the points, and the neuron's output fell to nothing."""
    ABOVE_ZERO = 101
    """No late flow, because F does not go to zero: the neuron has become a spike at an outermost point, or is still asleep."""


def words(ended) -> np.ndarray:
    """How paths ended, in words. ended: (runs,) of `Ended`. Returns (runs,)."""
    return np.array([Ended(code).name.replace("_", " ").lower() for code in ended])


class Path(NamedTuple):
    """One run's path; NaN after its end."""

    log10_t: np.ndarray
    """log10 of the flow time (for literal descent iterations times eta). (points,)"""
    xi: np.ndarray
    """(points, P); |a| is e^-700 where it is smaller."""
    log10_a: np.ndarray
    """(points,)"""
    log10_F: np.ndarray
    """(points,)"""
    b: np.ndarray
    """(points,)"""
    w_norm: np.ndarray
    """(points,)"""
    base_loss: np.ndarray
    """(points,)"""
    base_errors: np.ndarray
    """(points,)"""
    output: np.ndarray
    """Largest output of the neuron at a point of the data. (points,)"""
    sharpness: np.ndarray
    """Largest eigenvalue of the Hessian. (points,)"""
    ended: int
    """Of `Ended`."""
    ended_at: float
    """log10 of the flow time there."""


def blank(log10_t, P: int, ended: Ended, ended_at: float) -> Path:
    """A path without a point."""
    columns = {name: np.full(len(log10_t), np.nan) for name in Path._fields[2:-2]}
    return Path(log10_t, np.full((len(log10_t), P), np.nan), **columns, ended=int(ended), ended_at=ended_at)


def through(net, log10_t, xi, ended: Ended, ended_at: float) -> Path:
    """A path from its points xi (points, P)."""
    path, known, where = blank(log10_t, xi.shape[1], ended, ended_at), ~np.isnan(xi[:, 0]), parts(net)
    at = np.ascontiguousarray(xi[known])
    theta, a = np.ascontiguousarray(at[:, : net_size(net.widths)]), np.abs(at[:, where.a[0]])
    path.xi[:] = xi
    with np.errstate(divide="ignore"):
        path.log10_a[known], path.log10_F[known] = np.log10(a), np.log10(gradients(net, at)[0])
    path.b[known], path.w_norm[known] = at[:, where.b[0]], np.linalg.norm(at[:, where.w], axis=1)
    path.base_loss[known], path.base_errors[known] = gradients(base(net), theta)[0], errors(base(net), theta)
    path.output[known] = a * np.array([neurons(net, row)[0] for row in at])
    path.sharpness[known] = [np.linalg.eigvalsh(H)[-1] if np.isfinite(H).all() else np.nan for H in (hessian(net, row) for row in at)]
    return path
