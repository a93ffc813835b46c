"""Literal gradient descent with a fixed step, every run of a cell in one compiled loop."""

import math

import numpy as np

from descent.compiled import compiled, copy
from descent.oneneuron.found import CONVERGED, DECADES, LIMIT, OVERFLOW, Found, blank, keep_decades, keep_doubling
from descent.oneneuron.objective import gradient

PARAMETERS = ("eta", "max_iterations")


@compiled
def _descend(of, xi, decades, doublings, kept, at, eta, max_iterations):
    """Descend one run; xi (P,) becomes its end, kept (points, P) its points at the iterations `at`. Returns iterations and status."""
    g, reached, point = np.empty(xi.size), 0, 0
    for iteration in range(max_iterations + 1):
        value = gradient(of, xi, g)
        square = 0.0
        for j in range(xi.size):
            square += g[j] * g[j]
        if not math.isfinite(value) or not math.isfinite(square):
            return iteration, OVERFLOW
        if point < at.size and at[point] == iteration:
            copy(xi, kept[point])
            point += 1
        reached = keep_decades(decades, reached, math.sqrt(square), xi)
        keep_doubling(doublings, iteration, xi)
        if reached == DECADES.size:
            return iteration, CONVERGED
        if iteration == max_iterations:
            break
        for j in range(xi.size):
            xi[j] -= eta * g[j]
    return max_iterations, LIMIT


@compiled
def descend(of, xi, decades, doublings, iterations, status, kept, at, eta, max_iterations):
    """Descend every run. xi: (runs, P), starts that become ends; kept: (runs, points, P) at the iterations `at`; the rest as in `Found`."""
    for run in range(len(xi)):
        iterations[run], status[run] = _descend(of, xi[run], decades[run], doublings[run], kept[run], at, eta, max_iterations)


def path(of, xi, at, eta) -> tuple[Found, np.ndarray]:
    """Descend from every start xi (runs, P) to the last of the iterations `at`. Returns what was found and the points there, (runs,
    points, P), NaN after the end of a run.
    """
    found, kept = blank(xi), np.full((len(xi), len(at), xi.shape[1]), np.nan)
    descend(of, *found, kept, np.asarray(at), eta, int(at[-1]))
    return found, kept


def run(of, xi, *, eta, max_iterations) -> Found:
    """Descend from every start xi (runs, P)."""
    found = blank(xi)
    descend(of, *found, np.empty((len(xi), 0, xi.shape[1])), np.zeros(0, np.int64), eta, max_iterations)
    return found
