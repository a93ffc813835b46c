"""Paths from beside a known bad minimum, one way to follow them a file: literal descent, gradient flow, and the late flow after it.

A way has its Parameters and `follow(net, xi, points, cell)`: from every start xi (runs, P), so many points of a path kept, with the
parameters of a cell. It returns a list of `Path`.
"""

import pkgutil
from typing import NamedTuple

import numpy as np

from descent.algebra import eigvalsh, norm
from descent.elementary import log10
from descent.oneneuron.ended import Ended
from descent.oneneuron.ends import errors
from descent.oneneuron.objective import gradients, hessians, neurons
from descent.oneneuron.problem import base, net_size, parts

__all__ = sorted(["Path", *(entry.name for entry in pkgutil.iter_modules(__path__))])


class Path(NamedTuple):
    """One run's path; NaN after its end."""

    log10_t: np.ndarray
    """log10 of the flow time (for literal descent iterations times eta). (points,)"""
    xi: np.ndarray
    """The parameters, as `descent.oneneuron.problem.parts` divides them; |a| is e^-700 where it is smaller. (points, P)"""
    log10_a: np.ndarray
    """log10 |a|. (points,)"""
    log10_F: np.ndarray
    """log10 F. (points,)"""
    b: np.ndarray
    """b of the neuron. (points,)"""
    w_norm: np.ndarray
    """|w| of the neuron. (points,)"""
    base_loss: np.ndarray
    """Loss of the net alone. (points,)"""
    base_errors: np.ndarray
    """Points of the data that the net alone gets wrong. (points,)"""
    output: np.ndarray
    """Largest output of the neuron at a point of the data. (points,)"""
    sharpness: np.ndarray
    """Largest eigenvalue of the Hessian. (points,)"""
    ended: int
    """How the path ended, an `Ended`."""
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
    path.log10_a[known], path.log10_F[known] = log10(a), log10(gradients(net, at)[0])
    path.b[known], path.w_norm[known] = at[:, where.b[0]], norm(at[:, where.w], axis=1)
    path.base_loss[known], path.base_errors[known] = gradients(base(net), theta)[0], errors(base(net), theta)
    path.output[known] = a * np.array([neurons(net, row)[0] for row in at])
    H = hessians(net, at)
    usable = np.isfinite(H).all(axis=(1, 2))
    path.sharpness[np.flatnonzero(known)[usable]] = eigvalsh(H[usable])[:, -1]
    return path
