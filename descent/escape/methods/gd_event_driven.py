"""Event-driven gradient descent: the same iterates as `gd`, fast-forwarded exactly.

In a quadratic region n iterations are one operation on a logarithm; only iterations in the buffers are computed one by one. Coordinates
that have not yet escaped are kept as logarithms and never underflow. A run costs O(d) operations even for 1e74 iterations.
"""

import math

import numpy as np
from pydantic import model_validator

from descent import parameters, progress
from descent.compiled import compiled, everywhere
from descent.elementary import exp, log, log1p
from descent.ends import End
from descent.escape.buffer import across, along_slope, nu
from descent.escape.descent import Descent, Limits, unstarted
from descent.escape.octopus import inside
from descent.escape.second_order import second_order_scale
from descent.parameters import Positive, given, need

LABEL = "GD (event-driven)"
CONVERGED, UNDERFLOW, LEFT_THE_DOMAIN = int(End.CONVERGED), int(End.UNDERFLOW), int(End.LEFT_THE_DOMAIN)
ITERATION_LIMIT = int(End.ITERATION_LIMIT)
"""Status of a run that has not been computed yet; no run ends with it."""

_ROUNDING = 32
"""Our bound on the error of a logarithm, in ulps of it. Every step in a buffer adds an ulp of 1."""


class Parameters(parameters.Parameters):
    """Parameters of event-driven gradient descent."""

    eta: Positive = given(description="Step size of gradient steps.")

    @model_validator(mode="after")
    def _shrinks_with_one_sign(self):
        need(2 * self.eta * getattr(self, "L", 0.0) < 1, "eta < 1/(2*L)", "beyond, the coordinates ahead do not shrink with one sign")
        return self


@everywhere
def _small(x):
    """exp(x), without computing it where it underflows to 0, the usual case here."""
    return exp(x) if x > -746.0 else 0.0


@compiled
def _run(x, p, eta, limits, escape, plateau, end):
    """One run. x: (d,) start, in the domain. Returns the status, the iterations, the number of exact escapes and the second-order scale."""
    d = x.size
    shrink, grow, log_tau = log1p(-2.0 * eta * p.L), log1p(2.0 * eta * p.gamma), log(p.tau)
    ahead = 0.0
    for j in range(d):
        ahead += x[j] * x[j]
    t, exact, resolved, before, behind = 0.0, 0, True, 0.0, 0.0
    scale = 4.0 * p.gamma**2 / limits.rho if limits.rho > 0.0 else np.nan
    log_next = log(abs(x[0])) if x[0] != 0.0 else -np.inf
    pair, pair_slope = np.zeros(2), np.zeros(2)
    unit, stepped = 2.0**-52 * p.L / p.gamma, 0.0  # a buffer multiplies errors by up to 2 L / gamma, the ratio of its two slopes
    for i in range(d):
        log_y, start = log_next, t
        ahead = max(ahead - x[i] * x[i], 0.0)
        if log_y == -np.inf:
            return UNDERFLOW, np.nan, exact, scale
        slack = unit * (_ROUNDING * max(abs(log_y), 1.0) + stepped)
        y = _small(log_y)
        if y <= p.tau:
            steps = (log_tau - log_y) / grow
            n = np.floor(steps) + 1.0
            resolved &= min(steps - np.floor(steps), n - steps) * grow > slack
            t += n
            y = min(max(p.tau * exp((n - steps) * grow), np.nextafter(p.tau, np.inf)), p.tau * (1.0 + 2.0 * eta * p.gamma))
        entered = t
        log_next = -np.inf
        if i + 1 < d and x[i + 1] != 0.0:
            log_next = log(abs(x[i + 1])) + t * shrink
        w, factor = _small(log_next), 1.0
        while y <= 2.0 * p.tau:
            slope = along_slope(y, p)
            if i + 1 < d:
                half_curvature, change = across(y, p)
                if w > p.tau:
                    end[i] = y
                    return LEFT_THE_DOMAIN, np.nan, exact, scale
                slope += change * w * w
                if limits.rho > 0.0:
                    pair[0], pair[1] = y, w
                    pair_slope[0], pair_slope[1] = slope, 2.0 * half_curvature * w
                    scale = min(scale, second_order_scale(0, pair, pair_slope, p, limits.rho))
                w -= eta * (2.0 * half_curvature * w)
                factor *= 1.0 - 2.0 * eta * half_curvature
            elif limits.rho > 0.0:
                scale = min(scale, abs(slope))
            y -= eta * slope
            t += 1.0
            slack += unit
            resolved &= abs(y / (2.0 * p.tau) - 1.0) > slack
        log_next += log(factor)
        stepped = t - entered
        escape[i] = t
        exact += resolved and t < 2.0**53
        halfway = np.floor(0.5 * (before + t))
        if halfway <= entered:
            passed = behind * _small(2.0 * (halfway - start) * shrink)
            current = p.tau * _small(log_y + (halfway - start) * grow - log_tau)
            coming = ahead * _small(2.0 * halfway * shrink)
            plateau[i] = p.L * (passed + coming) - i * nu(p) - p.gamma * current**2
        behind = behind * _small(2.0 * (t - start) * shrink) + (y - 4.0 * p.tau) ** 2
        before = t
    for j in range(d):
        end[j] = math.copysign(4.0 * p.tau, x[j])
    distance = math.sqrt(behind)
    if distance > limits.eps:
        t += np.ceil(log(distance / limits.eps) / -shrink)
    return CONVERGED, t, exact, scale


@compiled
def _runs(x, inside, p, eta, limits, escape, plateau, exact, steps, status, end, second_order):
    for run in range(x.shape[0]):
        if inside[run]:
            outcome = _run(x[run], p, eta, limits, escape[run], plateau[run], end[run])
            status[run], steps[run], exact[run], second_order[run] = outcome
        else:
            status[run], exact[run] = LEFT_THE_DOMAIN, 0


def descend(x, p, limits: Limits, *, eta) -> Descent:
    """Event-driven GD; see `descent.escape.descent`. It records no objective and no path, and ignores max_steps.

    Raises ValueError unless 0 < 2 eta L < 1: for larger eta the coordinates ahead do not shrink with one sign.
    """
    if not 0 < 2 * eta * p.L < 1:
        raise ValueError(f"event-driven GD needs 0 < eta < 1/(2 L); got eta = {eta}, L = {p.L}")
    limits = Limits(float(limits.eps), np.inf, 0, 0, float(limits.rho))
    result = unstarted(x, limits)
    kept = {name: getattr(result, name) for name in ("escape", "plateau", "exact", "steps", "status", "end", "second_order")}
    with progress.watched("run", len(x), lambda: np.count_nonzero(result.status != ITERATION_LIMIT)):
        _runs(x, inside(x, p), p, float(eta), limits, **kept)
    return result
