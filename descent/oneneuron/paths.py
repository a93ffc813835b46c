"""Paths from beside a known bad minimum: literal descent, gradient flow, and the late flow that goes on where floats end."""

from typing import NamedTuple

import numpy as np

from descent.oneneuron.classes import ON
from descent.oneneuron.ends import errors
from descent.oneneuron.flow import flow
from descent.oneneuron.found import OVERFLOW
from descent.oneneuron.late_flow import late_flow
from descent.oneneuron.methods import gd
from descent.oneneuron.objective import gradients, hessian, neurons
from descent.oneneuron.problem import base, net_size, parts
from descent.oneneuron.rates import LN10

ENDED = ("end of time", "overflow", "given up", "taken over", "above zero")
"""How a path ended; `taken over`: the net itself came to hold the points, and the neuron's output fell to nothing; `above zero`: no late
flow, because F does not go to zero: the neuron has become a spike at an outermost point, or is still asleep.
"""
TIME, OVERFLOWN, GIVEN_UP, TAKEN_OVER, ABOVE_ZERO = range(len(ENDED))
LATE_BELOW = 1e-2
"""F below which a flow is late. Ours."""
EARLIEST = -3.0
"""log10 of the first time at which gradient flow is kept. Ours."""
ROUNDING = 1e-9
"""Logarithms of time that differ by less are the same."""


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
    """Index in ENDED."""
    ended_at: float
    """log10 of the flow time there."""


def _blank(log10_t, P: int, ended: int, ended_at: float) -> Path:
    """A path without a point."""
    columns = {name: np.full(len(log10_t), np.nan) for name in Path._fields[2:-2]}
    return Path(log10_t, np.full((len(log10_t), P), np.nan), **columns, ended=ended, ended_at=ended_at)


def _path(of, log10_t, xi, ended, ended_at) -> Path:
    """A path from its points xi (points, P)."""
    path, known, where = _blank(log10_t, xi.shape[1], ended, ended_at), ~np.isnan(xi[:, 0]), parts(of)
    at = np.ascontiguousarray(xi[known])
    theta, a = np.ascontiguousarray(at[:, : net_size(of.widths)]), np.abs(at[:, where.a[0]])
    path.xi[:] = xi
    with np.errstate(divide="ignore"):
        path.log10_a[known], path.log10_F[known] = np.log10(a), np.log10(gradients(of, at)[0])
    path.b[known], path.w_norm[known] = at[:, where.b[0]], np.linalg.norm(at[:, where.w], axis=1)
    path.base_loss[known], path.base_errors[known] = gradients(base(of), theta)[0], errors(base(of), theta)
    path.output[known] = a * np.array([neurons(of, row)[0] for row in at])
    path.sharpness[known] = [np.linalg.eigvalsh(H)[-1] if np.isfinite(H).all() else np.nan for H in (hessian(of, row) for row in at)]
    return path


def literal(of, xi, log10_t, eta) -> list[Path]:
    """Literal descent from every start xi (runs, P), at the flow times eta t nearest to log10_t (points,)."""
    at = np.unique(np.round(10.0**log10_t / eta).astype(np.int64))
    found, points = gd.path(of, xi, at, eta)
    with np.errstate(divide="ignore"):
        times = np.log10(at * eta)
    ended = [
        (OVERFLOWN, np.log10(max(t, 1) * eta)) if status == OVERFLOW else (TIME, times[-1])
        for status, t in zip(found.status, found.iterations, strict=True)
    ]
    return [_path(of, times, path, *how) for path, how in zip(points, ended, strict=True)]


def gradient_flow(of, xi, log10_t, tolerance) -> list[Path]:
    """Gradient flow from every start xi (runs, P), at the times log10_t (points,). tolerance: relative, of the solver."""
    paths = []
    for start in xi:
        points = flow(of, start, LN10 * log10_t, tolerance)
        known = int((~np.isnan(points[:, 0])).sum())
        paths.append(_path(of, log10_t, points, TIME if known == len(points) else GIVEN_UP, log10_t[max(known - 1, 0)]))
    return paths


def late_times(handover: float, end: float, points: int) -> np.ndarray:
    """log10 of the times at which a late flow is kept: denser at first, when the net may take over. Returns (points,)."""
    return handover + (end - handover) * np.linspace(0.0, 1.0, points) ** 3


def late(of, xi, log10_t, tolerance, handover) -> list[Path]:
    """The late flow, from where gradient flow has come to at the time 10^handover, at the times log10_t (points,) that come after.
    xi: (runs, P), starts; tolerance: relative, of the solver of gradient flow.
    """
    return [_late(of, start, log10_t, tolerance, handover) for start in xi]


def _late(of, start, log10_t, tolerance, handover) -> Path:
    point = flow(of, start, LN10 * np.array([handover]), tolerance)[0]
    blank = _blank(log10_t, start.size, GIVEN_UP, handover)
    where = parts(of)
    if np.isnan(point[0]):
        return blank
    if gradients(of, point[None])[0][0] > LATE_BELOW:
        return blank._replace(ended=ABOVE_ZERO)
    if np.abs(point[where.a[0]]) * neurons(of, point)[0] < ON:  # the net has learnt the points before the handover
        return blank._replace(ended=TAKEN_OVER)
    flown = late_flow(of, point, LN10 * handover, LN10 * log10_t[-1])
    if flown.ended == "given up":
        return blank
    times, kept = np.unique(flown.log_t, return_index=True)
    inside = (LN10 * log10_t >= times[0] - ROUNDING) & (LN10 * log10_t <= times[-1] + ROUNDING)
    s = LN10 * log10_t[inside]

    def at(values):
        return np.interp(s, times, values[kept])

    log_a, b = at(flown.log_a), at(flown.b)
    theta, w = (np.stack([at(column) for column in columns.T], axis=1) for columns in (flown.theta, flown.w))
    xi = blank.xi
    xi[inside, : theta.shape[1]], xi[np.ix_(inside, where.w)], xi[inside, where.b[0]] = theta, w, b
    xi[inside, where.a[0]] = np.sign(point[where.a[0]]) * np.exp(np.maximum(log_a, -700.0))
    blank.log10_a[inside], blank.log10_F[inside] = log_a / LN10, (np.log(of.lam / 2) + 2 * log_a) / LN10
    blank.b[inside], blank.w_norm[inside] = b, np.linalg.norm(w, axis=1)
    blank.base_loss[inside], blank.base_errors[inside] = gradients(base(of), theta)[0], errors(base(of), theta)
    exponents = b[:, None] + w @ of.x.T
    blank.output[inside] = np.exp(log_a + exponents.max(axis=1))
    return blank._replace(ended=TAKEN_OVER if flown.ended == "taken over" else TIME, ended_at=times[-1] / LN10)
