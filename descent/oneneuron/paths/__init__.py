"""Paths that start near a known bad minimum, one file for each kind: literal descent, gradient flow, and the late flow after it.

Each file has Parameters and `follow(net, xi, points, cell)`, which follows a path from every start xi (runs, P), records `points` points of
it, and returns a list of `Path`. cell: the parameters of a cell.
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
    """log10 of the flow time, which is iterations times eta for literal descent. (points,)"""
    xi: np.ndarray
    """The parameters, in the order of `descent.oneneuron.problem.parts`; an |a| below e^-700 is stored as e^-700. (points, P)"""
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
    """Number of data points that the net alone gets wrong. (points,)"""
    output: np.ndarray
    """Largest absolute output of the neuron over the data points. (points,)"""
    sharpness: np.ndarray
    """Largest eigenvalue of the Hessian. (points,)"""
    ended: int
    """How the path ended, an `Ended`."""
    ended_at: float
    """log10 of the flow time at the end."""


def blank(log10_t, P: int, ended: Ended, ended_at: float) -> Path:
    """A path without points: NaN everywhere."""
    columns = {name: np.full(len(log10_t), np.nan) for name in Path._fields[2:-2]}
    return Path(log10_t, np.full((len(log10_t), P), np.nan), **columns, ended=int(ended), ended_at=ended_at)


def through(net, log10_t, xi, ended: Ended, ended_at: float) -> Path:
    """The path with the points xi (points, P)."""
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
