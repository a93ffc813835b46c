"""A second-order method: steps that are exact within a trust region, with the exact Hessian, all runs side by side.

The step is solved for in the eigenbasis of the Hessian (Conn, Gould and Toint 2000, chapter 7). Library routines compare values of F, and
stop where rounding hides its changes; here the gradient decides then, so that a norm of 1e-10 is reached. A run has converged only where
the Hessian has no direction that goes down either. At a kink of ReLU, where the quadratic model is wrong at any radius, a few steps of
L-BFGS take over.
"""

import numpy as np

from descent import parameters, progress
from descent.algebra import eigh, matmul
from descent.oneneuron.found import CONVERGED, DECADES, DIVERGED, GAVE_UP, ITERATION_LIMIT, Found, blank, keep_decades, keep_doubling
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.objective import gradients, hessians
from descent.oneneuron.problem import fitting

LABEL = "trust region"
RADIUS, RADIUS_MOST, RADIUS_LEAST = 1.0, 10.0, 1e-8
"""First, largest and smallest radius; below that there is a kink. Ours."""
ACCEPT, SHRINK, GROW = 1e-4, 0.25, 0.75
"""Shares of the promised decrease from which a step is taken, and the radius is not quartered, and is doubled. Ours."""
ROUNDING = 1e-13
"""Relative change of F that rounding can hide."""
DOWNWARD = -1e-7
"""Curvature below which a direction goes down, relative to the largest. Ours."""
BISECTIONS = 60
HOP, HOPS = 20, 20
"""Steps of L-BFGS that take a run over a kink, and how often. Ours."""


class Parameters(parameters.Parameters):
    """The trust region takes none."""


def _norms(x):
    with np.errstate(over="ignore"):
        return np.sqrt((x * x).sum(axis=1))


def _steps(g, eigenvalues, basis, radius):
    """The minimisers of the quadratic models within the radius. g: (runs, P). Returns steps (runs, P) and the decreases they promise."""
    along = matmul(basis.mT, g[:, :, None])[:, :, 0]
    lowest = eigenvalues[:, :1]
    tiny = 1e-14 * np.maximum(np.abs(eigenvalues).max(axis=1, keepdims=True), 1e-300)
    low = np.maximum(-lowest, 0.0) + tiny
    high = np.maximum(low, _norms(g)[:, None] / radius[:, None] - lowest) + tiny
    shift = low
    outside = _norms(along / (eigenvalues + low)) > radius
    for _ in range(BISECTIONS):
        shift = np.sqrt(low * high)
        long = (_norms(along / (eigenvalues + shift)) > radius)[:, None]
        low, high = np.where(long, shift, low), np.where(long, high, shift)
    shift = np.where(outside[:, None], high, np.maximum(-lowest, 0.0) + tiny)
    step = -along / (eigenvalues + shift)
    hard = ~outside & (lowest[:, 0] < 0.0)  # no shift makes it long enough: go to the edge along the lowest one
    others = (step[:, 1:] * step[:, 1:]).sum(axis=1)
    edge = np.copysign(np.sqrt(np.maximum(radius * radius - others, 0.0)), -along[:, 0])
    step[:, 0] = np.where(hard, edge, step[:, 0])
    promised = -(along * step + 0.5 * eigenvalues * step * step).sum(axis=1)
    return matmul(basis, step[:, :, None])[:, :, 0], promised


def _spectra(net, found, rows, eigenvalues, basis):
    """Eigenvalues and eigenvectors of the Hessians of some rows, written in place; a run whose Hessian is not finite has overflowed."""
    H = hessians(net, found.xi[rows])
    usable = np.isfinite(H).all(axis=(1, 2))
    found.status[rows[~usable]] = DIVERGED
    eigenvalues[rows[usable]], basis[rows[usable]] = eigh(H[usable])


def _hop(net, found, rows, value, g):
    """Take some rows over the kink that has brought their radius to nothing, by L-BFGS; those that come no lower have ended."""
    jumped = [array[rows] for array in found]
    before = value[rows]
    lbfgs.minimise(net, *jumped, HOP)
    found.xi[rows] = jumped[0]
    value[rows], g[rows] = gradients(net, jumped[0])
    found.status[rows[value[rows] >= before]] = GAVE_UP


def _ratios(value, new_value, norm, new_norm, promised):
    """Decrease over the promised one; where rounding hides it, 1 or 0 as the gradient falls or not; -1 outside the range of floats."""
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        hidden = np.maximum(np.abs(value - new_value), promised) <= ROUNDING * np.abs(value)
        ratio = np.where(hidden, np.where(new_norm < norm, 1.0, 0.0), (value - new_value) / promised)
    return np.where(np.isfinite(ratio) & np.isfinite(new_norm), ratio, -1.0)


def run(net, xi, *, max_iterations) -> Found:
    """Minimise F from every start xi (runs, P)."""
    found, runs = blank(fitting(net, xi)), len(xi)
    value, g = gradients(net, found.xi)
    found.status[~np.isfinite(value) | ~np.isfinite(g).all(axis=1)] = DIVERGED
    reached, hops, radius = np.zeros(runs, dtype=int), np.zeros(runs, dtype=int), np.full(runs, RADIUS)
    eigenvalues, basis = np.empty_like(found.xi), np.empty((*xi.shape, xi.shape[1]))
    moved = found.status != DIVERGED
    for iteration in progress.through(range(max_iterations + 1), "iteration", even=False):
        norm = _norms(g)
        for row in np.flatnonzero(moved):
            reached[row] = keep_decades.py_func(found.decades[row], reached[row], norm[row], found.xi[row])
        _spectra(net, found, np.flatnonzero(moved), eigenvalues, basis)
        moving = np.flatnonzero(found.status == ITERATION_LIMIT)
        found.iterations[moving] = iteration
        for row in moving:
            keep_doubling.py_func(found.doublings[row], iteration, found.xi[row])
        flat = eigenvalues[moving, 0] >= DOWNWARD * np.abs(eigenvalues[moving]).max(axis=1)
        found.status[moving[(reached[moving] == DECADES.size) & flat]] = CONVERGED
        saddles = moving[(reached[moving] == DECADES.size) & ~flat]
        reached[saddles], found.decades[saddles] = 0, np.nan
        moving = moving[found.status[moving] == ITERATION_LIMIT]
        if not moving.size or iteration == max_iterations:
            break
        moved = np.zeros(runs, dtype=bool)
        if (stuck := moving[radius[moving] < RADIUS_LEAST]).size:
            _hop(net, found, stuck, value, g)
            hops[stuck] += 1
            found.status[stuck[hops[stuck] > HOPS]] = GAVE_UP
            radius[stuck], moved[stuck] = RADIUS, True
            moving = np.setdiff1d(moving, stuck)
        step, promised = _steps(g[moving], eigenvalues[moving], basis[moving], radius[moving])
        tried, length = found.xi[moving] + step, _norms(step)
        new_value, new_g = gradients(net, tried)
        ratio = _ratios(value[moving], new_value, norm[moving], _norms(new_g), promised)
        shrunk = np.where(ratio < SHRINK, 0.25 * np.minimum(radius[moving], length), radius[moving])
        grown = np.where((ratio > GROW) & (length > 0.9 * radius[moving]), 2.0 * shrunk, shrunk)
        radius[moving] = np.minimum(grown, RADIUS_MOST)
        rows, taken = moving[ratio > ACCEPT], ratio > ACCEPT
        found.xi[rows], value[rows], g[rows], moved[rows] = tried[taken], new_value[taken], new_g[taken], True
    return found
