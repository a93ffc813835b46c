"""A trust-region method with the exact Hessian and exact steps, with all runs of a cell in one compiled loop.

The step is computed in the eigenbasis of the Hessian (Conn, Gould and Toint 2000, chapter 7). Library routines compare values of F, and
stop where rounding hides its changes; here the gradient decides in that case, so that a norm of 1e-10 is reached. A run converges only
where the Hessian has no descent direction. At a kink of ReLU the quadratic model is wrong at any radius, and a few steps of L-BFGS take
over. The constants are our choice.
"""

import math

import numpy as np

from descent import parameters, progress
from descent.algebra.spectra import symmetric
from descent.compiled import compiled, copy, finite, inlined
from descent.oneneuron.found import (
    CONVERGED,
    DECADES,
    DIVERGED,
    DOUBLINGS,
    GAVE_UP,
    ITERATION_LIMIT,
    Found,
    blank,
    keep_decades,
    keep_doubling,
)
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradient, hessian
from descent.oneneuron.problem import fitting

LABEL = "trust region"
RADIUS, RADIUS_MOST, RADIUS_LEAST = 1.0, 10.0, 1e-8
"""First, largest and smallest radius. A smaller radius means a kink."""
ACCEPT, SHRINK, GROW = 1e-4, 0.25, 0.75
"""Shares of the predicted decrease: a step is taken above ACCEPT; the radius is divided by 4 below SHRINK, and doubled above GROW."""
ROUNDING = 1e-13
"""Relative change of F that rounding can hide."""
DOWNWARD = -1e-7
"""A direction is a descent direction if its curvature, divided by the largest absolute curvature, is below this."""
BISECTIONS = 60
HOP, HOPS = 20, 20
"""Number of L-BFGS steps that take a run across a kink, and the largest number of crossings."""


class Parameters(parameters.Parameters):
    """The trust-region method has no parameters."""


@inlined
def _norm(x):
    square = 0.0
    for j in range(x.size):
        square += x[j] * x[j]
    return math.sqrt(square)


@inlined
def _length(along, eigenvalues, shift):
    """Length of the step for a shift of the Hessian's eigenvalues. along: the gradient in the eigenbasis."""
    square = 0.0
    for k in range(along.size):
        part = along[k] / (eigenvalues[k] + shift)
        square += part * part
    return math.sqrt(square)


@compiled
def best_step(g, eigenvalues, basis, radius):
    """The minimiser of the quadratic model within the radius. g: (P,); eigenvalues, basis: of the Hessian, with eigenvectors as columns.

    Returns the step (P,) and the predicted decrease.
    """
    P, lowest = g.size, eigenvalues[0]
    along, inside, step = np.zeros(P), np.empty(P), np.zeros(P)
    for j in range(P):
        for k in range(P):
            along[k] += basis[j, k] * g[j]
    tiny = 1e-14 * max(abs(lowest), abs(eigenvalues[P - 1]), 1e-300)
    shift = max(-lowest, 0.0) + tiny
    outside = _length(along, eigenvalues, shift) > radius
    if outside:
        low, high = shift, max(shift, _norm(g) / radius - lowest) + tiny
        for _ in range(BISECTIONS):
            shift = math.sqrt(low * high)
            if _length(along, eigenvalues, shift) > radius:
                low = shift
            else:
                high = shift
        shift = high
    for k in range(P):
        inside[k] = -along[k] / (eigenvalues[k] + shift)
    if not outside and lowest < 0.0:  # the hard case: go to the boundary along the lowest eigenvector
        others = _norm(inside[1:])
        inside[0] = math.copysign(math.sqrt(max(radius * radius - others * others, 0.0)), -along[0])
    promised = 0.0
    for k in range(P):
        promised -= along[k] * inside[k] + 0.5 * eigenvalues[k] * inside[k] * inside[k]
        for j in range(P):
            step[j] += basis[j, k] * inside[k]
    return step, promised


@inlined
def _ratio(value, new_value, norm, new_norm, promised):
    """Decrease divided by the predicted one. Where rounding hides it: 1 if the gradient decreases, else 0. -1 out of range of floats."""
    ratio = (value - new_value) / promised
    if max(abs(value - new_value), promised) <= ROUNDING * abs(value):
        ratio = 1.0 if new_norm < norm else 0.0
    return ratio if math.isfinite(ratio) and math.isfinite(new_norm) else -1.0


@compiled
def _minimise(net, xi, decades, doublings, max_iterations):
    """Minimise one run in-place: xi (P,) becomes its end. Returns iterations and status."""
    P = xi.size
    g, new_g, eigenvalues, basis = np.empty(P), np.empty(P), np.empty(P), np.empty((P, P))
    value = gradient(net, xi, g)
    if not math.isfinite(value) or not finite(g):
        return 0, DIVERGED
    reached, hops, radius, moved = 0, 0, RADIUS, True
    for iteration in range(max_iterations + 1):
        norm = _norm(g)
        if moved:
            reached = keep_decades(decades, reached, norm, xi)
            H = hessian(net, xi)
            if not finite(H.ravel()):
                return max(iteration - 1, 0), DIVERGED
            symmetric(H, eigenvalues, basis)
        keep_doubling(doublings, iteration, xi)
        if reached == DECADES.size:
            if eigenvalues[0] >= DOWNWARD * max(abs(eigenvalues[0]), abs(eigenvalues[P - 1])):
                return iteration, CONVERGED
            reached = 0
            decades[:] = math.nan
        if iteration == max_iterations:
            break
        if radius < RADIUS_LEAST:
            before, hops = value, hops + 1
            _hop(net, xi)
            value, radius, moved = gradient(net, xi, g), RADIUS, True
            if value >= before or hops > HOPS:
                keep_decades(decades, reached, _norm(g), xi)
                return iteration, GAVE_UP
            continue
        step, promised = best_step(g, eigenvalues, basis, radius)
        length = _norm(step)
        for j in range(P):
            step[j] += xi[j]
        new_value = gradient(net, step, new_g)
        ratio = _ratio(value, new_value, norm, _norm(new_g), promised)
        radius = 0.25 * min(radius, length) if ratio < SHRINK else radius
        radius = 2.0 * radius if ratio > GROW and length > 0.9 * radius else radius
        radius = min(radius, RADIUS_MOST)
        moved = ratio > ACCEPT
        if moved:
            value = new_value
            copy(step, xi)
            copy(new_g, g)
    return max_iterations, ITERATION_LIMIT


@compiled
def _hop(net, xi):
    """Move a run across a kink by HOP steps of L-BFGS, in-place."""
    one, kept = xi.reshape((1, xi.size)), np.empty((1, DECADES.size + DOUBLINGS, xi.size))
    ended = np.zeros(1, np.int64)
    lbfgs.minimise(net, one, kept[:, : DECADES.size], kept[:, DECADES.size :], ended, ended, HOP)


@compiled
def minimise(net, xi, decades, doublings, iterations, status, max_iterations):
    """Minimise all runs in-place. xi: (runs, P), starts that become ends; the other arrays as in `Found`."""
    for run in range(len(xi)):
        iterations[run], status[run] = _minimise(net, xi[run], decades[run], doublings[run], max_iterations)


def run(net, xi, *, max_iterations) -> Found:
    """Minimise F from every start xi (runs, P)."""
    found = blank(fitting(net, xi))
    with progress.watched("start", len(xi), lambda: np.count_nonzero(found.iterations)):
        minimise(net, *found, max_iterations)
    return found
