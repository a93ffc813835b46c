"""The late flow, which continues gradient flow beyond the range of floats."""

import numpy as np
from pydantic import model_validator

from descent import progress
from descent.algebra import matmul, norm
from descent.elementary import exp, log, power
from descent.oneneuron.classes import ON
from descent.oneneuron.ended import Ended
from descent.oneneuron.ends import errors
from descent.oneneuron.flow import flow
from descent.oneneuron.late_flow import late_flow
from descent.oneneuron.objective import gradients, neurons
from descent.oneneuron.paths import Path, blank
from descent.oneneuron.paths.flow import Solved
from descent.oneneuron.problem import base, parts
from descent.oneneuron.rates import LN10, smoothly
from descent.parameters import given, need

LATE_BELOW = 1e-2
"""F below which a flow is late. Our choice."""
ROUNDING = 1e-9
"""Logarithms of time that differ by at most this are equal."""


class Parameters(Solved):
    """Parameters of the late flow."""

    path: str = "late"
    augmentation: str = "exponential"
    log10_late_time: float = given(300.0, "log10 of the time at which the late flow ends.", ge=1, le=100000)

    @model_validator(mode="after")
    def _of_the_papers_neuron(self):
        rule = "path != 'late' or augmentation == 'exponential'"
        need(self.augmentation == "exponential", rule, "the late flow is that of the paper's exponential neuron")
        return self

    @model_validator(mode="after")
    def _after_the_handover(self):
        need(self.handover < self.log10_late_time, "handover < log10_late_time", "the late flow ends after it has begun")
        return self


def late_times(handover: float, end: float, points: int) -> np.ndarray:
    """log10 of the times at which a late flow is recorded, denser at first, when the net may take over. Returns (points,)."""
    return handover + (end - handover) * power(np.linspace(0.0, 1.0, points), 3.0)


def late(net, xi, log10_t, tolerance, handover) -> list[Path]:
    """Gradient flow from the starts xi (runs, P) to the time 10^handover, then the late flow at the later times log10_t (points,).

    tolerance: relative, of the solver of gradient flow.
    """
    return [_late(net, start, log10_t, tolerance, handover) for start in progress.through(xi, "run")]


def follow(net, xi, points: int, cell) -> list[Path]:
    """Follow the late flow; arguments as in the package."""
    return late(net, xi, late_times(cell.handover, cell.log10_late_time, points), cell.tolerance, cell.handover)


def _late(net, start, log10_t, tolerance, handover) -> Path:
    point = flow(net, start, LN10 * np.array([handover]), tolerance)[0]
    path = blank(log10_t, start.size, Ended.GAVE_UP, handover)
    where = parts(net)
    if np.isnan(point[0]):
        return path
    if gradients(net, point[None])[0][0] > LATE_BELOW:
        return path._replace(ended=int(Ended.ABOVE_ZERO))
    if np.abs(point[where.a[0]]) * neurons(net, point)[0] < ON:  # the net has learnt the points before the handover
        return path._replace(ended=int(Ended.TAKEN_OVER))
    flown = late_flow(net, point, LN10 * handover, LN10 * log10_t[-1])
    if flown.ended == "given up":
        return path
    times, free = flown.log_t, net.x.shape[1]
    inside = (LN10 * log10_t >= times[0] - ROUNDING) & (LN10 * log10_t <= times[-1] + ROUNDING)
    s = np.clip(LN10 * log10_t[inside], times[0], times[-1])
    values = np.c_[flown.log_a, flown.b, flown.theta, flown.w]
    by_b = np.c_[-1.0 - flown.speed, np.ones(len(times)), flown.velocity]
    log_a, b, *rest = smoothly(s, times, values, by_b / flown.growth[:, None]).T
    theta, w = np.stack(rest[:-free], axis=1), np.stack(rest[-free:], axis=1)
    xi = path.xi
    xi[inside, : theta.shape[1]], xi[np.ix_(inside, where.w)], xi[inside, where.b[0]] = theta, w, b
    xi[inside, where.a[0]] = np.sign(point[where.a[0]]) * exp(np.maximum(log_a, -700.0))
    path.log10_a[inside], path.log10_F[inside] = log_a / LN10, (log(net.lam / 2) + 2 * log_a) / LN10
    path.b[inside], path.w_norm[inside] = b, norm(w, axis=1)
    path.base_loss[inside], path.base_errors[inside] = gradients(base(net), theta)[0], errors(base(net), theta)
    exponents = b[:, None] + matmul(w, net.x.T)
    path.output[inside] = exp(log_a + exponents.max(axis=1))
    ended = Ended.TAKEN_OVER if flown.ended == "taken over" else Ended.COMPLETED
    return path._replace(ended=int(ended), ended_at=times[-1] / LN10)
