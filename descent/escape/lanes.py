"""Literal GD and PGD, many runs at a time: sixteen runs move side by side, so that the processor's vector units are full.

Every iterate is computed, with the operations of `stepwise` in the same order, so the bits are the same. While a coordinate moves in a
quadratic region its gradient is k (x - c), with k and c constant; only runs inside a buffer, or due for noise, are looked at one by one.
"""

from typing import NamedTuple

import numpy as np

from descent.compiled import compiled, copy
from descent.escape.descent import DIVERGED, LEFT_DOMAIN, MINIMUM, TINY, UNDERFLOW, Descent, Limits, blank
from descent.escape.noise import norm_within
from descent.escape.octopus import inside
from descent.escape.octopus_compiled import across, along_slope
from descent.random import ball

LANES = 16


class Noise(NamedTuple):
    """Noise in a ball of radius r where the gradient's norm is at most g_thres, more than t_thres iterations after the last."""

    g_thres: float = -1.0
    r: float = 0.0
    t_thres: float = 0.0


NONE = Noise()


def follow(p, eta, limits: Limits, noise: Noise = NONE) -> bool:
    """Whether the lanes give the bits of `stepwise`: only the outcome is asked for, no coordinate leaves the domain while it moves in a
    quadratic region, and noise comes so deep inside such a region (a buffer's gradient is at least 2 gamma tau) that it stays there.
    """
    recorded = limits.record or limits.path or limits.rho
    return not recorded and eta * p.L < 1 and noise.g_thres / (2 * p.gamma) + noise.r < p.tau


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
def _quiet_steps(x, i, buffer, moving, p, eta, noise):
    """Number of iterations in which surely no lane leaves its quadratic region (one fewer than the growth allows, for rounding) or is
    due for noise."""
    tallest = 1e-300
    for lane in range(LANES):
        if moving[lane]:
            if buffer[lane] or i[lane] == x.shape[0] or 2.0 * p.gamma * abs(x[i[lane], lane]) <= noise.g_thres:
                return 0
            tallest = max(tallest, abs(x[i[lane], lane]))
    return int(min(max(np.log(p.tau / tallest) / np.log1p(2.0 * eta * p.gamma) - 1.0, 0.0), 2.0**31))


@compiled
def _perturb(lane, i, x, k, c, noise, stream, slope, xi):
    """x += r xi for one lane in a quadratic region, if its gradient is small there. Returns whether it was."""
    for j in range(x.shape[0]):
        slope[j] = k[j, lane] * (x[j, lane] - c[j, lane])
    if not norm_within(i, slope, noise.g_thres):
        return False
    ball(stream, xi)
    for j in range(x.shape[0]):
        x[j, lane] += noise.r * xi[j]
    return True


@compiled
def _step_in_buffer(lane, i, x, p, eta):
    """One step of the two coordinates of one lane that its buffer couples."""
    y = abs(x[i, lane])
    slope = along_slope(y, p)
    if i + 1 < x.shape[0]:
        half_curvature, change = across(y, p)
        w = x[i + 1, lane]
        slope += change * w * w
        x[i + 1, lane] = w - eta * (2.0 * half_curvature * w)
    x[i, lane] -= eta * (slope if x[i, lane] > 0.0 else -slope)


@compiled
def _block(x, alive, streams, p, eta, limits, noise, escape, steps, status):
    """Run one block to its end. x: (d, LANES) starts, overwritten by the ends; alive: (LANES,) bool; the rest as in `Descent`."""
    d = x.shape[0]
    k, c = np.full((d, LANES), 2.0 * p.L), np.zeros((d, LANES))
    i, buffer, moving = np.zeros(LANES, np.int64), np.zeros(LANES, np.bool_), alive.copy()
    steep = np.zeros(LANES, np.bool_)  # the leaving coordinate's slope is above g_thres, and stays there until the saddle is passed
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
    slope, xi, last = np.empty(d), np.empty(d), np.full(LANES, -np.inf)
    t = 0
    while t < limits.max_steps and moving.any():
        steps_ahead = min(max(_quiet_steps(x, i, buffer, moving, p, eta, noise), 1), int(limits.max_steps) - t)
        if noise.g_thres >= 0.0:
            for lane in range(LANES):
                if moving[lane] and not steep[lane] and not buffer[lane] and t - last[lane] > noise.t_thres:
                    at = i[lane]
                    steep[lane] = at < d and 2.0 * p.gamma * abs(x[at, lane]) > noise.g_thres
                    settled = at == 0 or abs(k[at - 1, lane] * (x[at - 1, lane] - c[at - 1, lane])) <= noise.g_thres
                    if settled and not steep[lane] and _perturb(lane, at, x, k, c, noise, streams[lane], slope, xi):
                        last[lane] = t
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
                _step_in_buffer(lane, at, x, p, eta)
            y = abs(x[at, lane])
            if y > 2.0 * p.tau:
                passed = _pass(lane, at, t, x, k, c, p, escape)
                if passed < 0:
                    status[lane], moving[lane] = LEFT_DOMAIN, False
                    k[:, lane] = 0.0
                    continue
                i[lane], steep[lane] = passed, False
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
def _blocks(inside, streams, p, eta, limits, noise, escape, steps, status, end):
    runs, d = end.shape
    for first in range(0, runs, LANES):
        count = min(LANES, runs - first)
        x, alive = np.zeros((d, LANES)), np.zeros(LANES, np.bool_)
        block_escape, block_steps, block_status = np.full((LANES, d), np.nan), np.full(LANES, np.nan), np.zeros(LANES, np.int64)
        for lane in range(count):
            copy(end[first + lane], x[:, lane])
            alive[lane], block_status[lane] = inside[first + lane], status[first + lane]
        _block(x, alive, streams[first:], p, eta, limits, noise, block_escape, block_steps, block_status)
        for lane in range(count):
            run = first + lane
            steps[run], status[run] = block_steps[lane], block_status[lane]
            copy(block_escape[lane], escape[run])
            copy(x[:, lane], end[run])


def descend(x, streams, p, eta, limits: Limits, noise: Noise = NONE) -> Descent:
    """GD, or PGD where there is noise, for what the lanes can `follow`; see `descent.escape.descent`."""
    within = inside(x, p)
    result = blank(x, limits._replace(record=0, path=0, rho=0.0))
    result.status[~within] = np.where(np.isfinite(x[~within]).all(axis=1), LEFT_DOMAIN, DIVERGED)
    limits = Limits(float(limits.eps), float(limits.max_steps))
    _blocks(within, streams.copy(), p, float(eta), limits, noise, result.escape, result.steps, result.status, result.end)
    return result
