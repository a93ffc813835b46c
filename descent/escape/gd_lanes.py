"""Literal gradient descent, many runs at a time: sixteen runs move side by side, so that the processor's vector units are full.

Every iterate is computed, with the operations of `methods.gd` in the same order, so the bits are the same. While a coordinate moves in
a quadratic region its gradient is k (x - c), with k and c constant; only runs inside a buffer are looked at one by one.
"""

import numpy as np

from descent.compiled import compiled
from descent.escape.descent import DIVERGED, LEFT_DOMAIN, MINIMUM, UNDERFLOW, Descent, Limits, blank
from descent.escape.octopus import inside
from descent.escape.octopus_compiled import across, along_slope

LANES = 16
TINY = np.finfo(np.float64).tiny


@compiled
def _enter(lane, i, x, k, c, p):
    """Set k and c of one lane for its saddle number i; a coordinate in or beside a buffer gets k = 0. Returns True in a buffer."""
    d = x.shape[0]
    if i > 0:
        k[i - 1, lane], c[i - 1, lane] = 2.0 * p.L, np.copysign(4.0 * p.tau, x[i - 1, lane])
    if i == d:
        return False
    buffer = abs(x[i, lane]) > p.tau
    k[i, lane] = 0.0 if buffer else -2.0 * p.gamma
    if i + 1 < d:
        k[i + 1, lane] = 0.0 if buffer else 2.0 * p.L
    return buffer


@compiled
def _pass(lane, i, t, x, k, c, p, escape):
    """Saddles passed by one lane after this iteration, i before it; sets escape, k and c. -1 where it left the domain."""
    d = x.shape[0]
    first = i
    while i < d and abs(x[i, lane]) > 2.0 * p.tau:
        if abs(x[i, lane]) > 6.0 * p.tau:
            return -1
        i += 1
    for j in range(first, i):
        escape[lane, j] = t
        k[j, lane], c[j, lane] = 2.0 * p.L, np.copysign(4.0 * p.tau, x[j, lane])
    return i


@compiled
def _arrived(lane, x, p, eps):
    """Whether one lane is within eps of a minimum."""
    square = 0.0
    for j in range(x.shape[0]):
        square += (abs(x[j, lane]) - 4.0 * p.tau) ** 2
    return np.sqrt(square) <= eps


@compiled
def _quiet_steps(x, i, buffer, moving, p, eta):
    """Number of iterations in which surely no lane leaves its quadratic region (one fewer than the growth allows, for rounding)."""
    quiet = 2.0**31
    for lane in range(LANES):
        if moving[lane]:
            if buffer[lane] or i[lane] == x.shape[0]:
                return 0
            y = max(abs(x[i[lane], lane]), 1e-300)
            quiet = min(quiet, np.log(p.tau / y) / np.log1p(2.0 * eta * p.gamma) - 1.0)
    return int(max(quiet, 0.0))


@compiled
def _block(x, alive, p, eta, limits, escape, steps, status):
    """Run one block to its end. x: (d, LANES) starts, overwritten by the ends; alive: (LANES,) bool; the rest as in `Descent`."""
    d = x.shape[0]
    k, c = np.full((d, LANES), 2.0 * p.L), np.zeros((d, LANES))
    i, buffer, moving = np.zeros(LANES, np.int64), np.zeros(LANES, np.bool_), alive.copy()
    for lane in range(LANES):
        if alive[lane]:
            i[lane] = _pass(lane, 0, 0, x, k, c, p, escape)
            buffer[lane] = _enter(lane, i[lane], x, k, c, p)
            if i[lane] == d and _arrived(lane, x, p, limits.eps):
                steps[lane], status[lane], moving[lane] = 0, MINIMUM, False
                k[:, lane] = 0.0
        else:
            k[:, lane] = 0.0
    flat_x, flat_k, flat_c = x.reshape(d * LANES), k.reshape(d * LANES), c.reshape(d * LANES)
    t = 0
    while t < limits.max_steps and moving.any():
        steps_ahead = min(max(_quiet_steps(x, i, buffer, moving, p, eta), 1), int(limits.max_steps) - t)
        for _ in range(steps_ahead):
            for cell in range(d * LANES):
                flat_x[cell] -= eta * (flat_k[cell] * (flat_x[cell] - flat_c[cell]))
        t += steps_ahead
        for lane in range(LANES):
            if not moving[lane]:
                continue
            at = i[lane]
            if at == d:
                if _arrived(lane, x, p, limits.eps):
                    steps[lane], status[lane], moving[lane] = t, MINIMUM, False
                    k[:, lane] = 0.0
                continue
            if buffer[lane]:
                y = abs(x[at, lane])
                slope = along_slope(y, p)
                if at + 1 < d:
                    half_curvature, change = across(y, p)
                    w = x[at + 1, lane]
                    slope += change * w * w
                    x[at + 1, lane] = w - eta * (2.0 * half_curvature * w)
                x[at, lane] -= eta * (slope if x[at, lane] > 0.0 else -slope)
            y = abs(x[at, lane])
            if y > 2.0 * p.tau:
                passed = _pass(lane, at, t, x, k, c, p, escape)
                if passed < 0:
                    status[lane], moving[lane] = LEFT_DOMAIN, False
                    k[:, lane] = 0.0
                    continue
                i[lane] = passed
                buffer[lane] = _enter(lane, passed, x, k, c, p)
                if passed == d and _arrived(lane, x, p, limits.eps):
                    steps[lane], status[lane], moving[lane] = t, MINIMUM, False
                    k[:, lane] = 0.0
            elif (y > p.tau) != buffer[lane]:
                buffer[lane] = _enter(lane, at, x, k, c, p)
            if buffer[lane] and at + 1 < d and i[lane] == at and abs(x[at + 1, lane]) > p.tau:
                status[lane], moving[lane] = LEFT_DOMAIN, False
                k[:, lane] = 0.0
    for lane in range(LANES):
        if moving[lane] and i[lane] < d and abs(x[i[lane], lane]) < TINY:
            status[lane] = UNDERFLOW


@compiled
def _blocks(inside, p, eta, limits, escape, steps, status, end):
    runs, d = end.shape
    for first in range(0, runs, LANES):
        count = min(LANES, runs - first)
        x, alive = np.zeros((d, LANES)), np.zeros(LANES, np.bool_)
        block_escape, block_steps, block_status = np.full((LANES, d), np.nan), np.full(LANES, np.nan), np.zeros(LANES, np.int64)
        for lane in range(count):
            x[:, lane], alive[lane] = end[first + lane], inside[first + lane]
            block_status[lane] = status[first + lane]
        _block(x, alive, p, eta, limits, block_escape, block_steps, block_status)
        for lane in range(count):
            run = first + lane
            escape[run], steps[run], status[run] = block_escape[lane], block_steps[lane], block_status[lane]
            end[run] = x[:, lane]


def descend(x, p, eta, limits: Limits) -> Descent:
    """GD for eta L < 1, where no coordinate leaves the domain while it moves in a quadratic region; see `descent.escape.descent`."""
    within = inside(x, p)
    result = blank(x, limits._replace(record=0, path=0, rho=0.0))
    result.status[~within] = np.where(np.isfinite(x[~within]).all(axis=1), LEFT_DOMAIN, DIVERGED)
    limits = Limits(float(limits.eps), float(limits.max_steps))
    _blocks(within, p, float(eta), limits, result.escape, result.steps, result.status, result.end)
    return result
