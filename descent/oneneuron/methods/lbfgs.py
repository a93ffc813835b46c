"""L-BFGS with a line search for functions with kinks (Nocedal 1980; Lewis and Overton 2013), with all runs of a cell in one compiled loop.

The constants are our choice, except where a source is named.
"""

import math
from functools import cache

import numpy as np

from descent import parameters, progress
from descent.compiled import compiled, inlined
from descent.oneneuron.found import CONVERGED, DECADES, DIVERGED, GAVE_UP, ITERATION_LIMIT, Found, blank, keep_decades, keep_doubling
from descent.oneneuron.objective import gradient
from descent.oneneuron.problem import fitting

LABEL = "L-BFGS"
MEMORY = 10
"""Number of pairs of steps and gradient changes that are kept."""
DECREASE, CURVATURE, TRIALS = 1e-4, 0.9, 60
"""Constants of the weak Wolfe conditions, and number of steps that a line search tries before it gives up."""
ROUNDING = 1e-13
"""Relative change of F below which the slope decides on decrease (Hager and Zhang 2005), so that a gradient of 1e-10 can be reached."""


class Parameters(parameters.Parameters):
    """L-BFGS has no parameters."""


@inlined
def _dot(u, v):
    total = 0.0
    for j in range(u.size):
        total += u[j] * v[j]
    return total


@compiled
def _direction(g, s, t, rho, count, direction, weights):
    """The two-loop recursion: direction = -H g. s, t: (MEMORY, P) last steps and gradient changes; rho: 1/(s.t); count: pairs so far."""
    for j in range(g.size):
        direction[j] = -g[j]
    kept = min(count, MEMORY)
    for back in range(1, kept + 1):
        k = (count - back) % MEMORY
        weights[k] = rho[k] * _dot(s[k], direction)
        for j in range(g.size):
            direction[j] -= weights[k] * t[k, j]
    if kept:
        k = (count - 1) % MEMORY
        scale = 1.0 / (rho[k] * _dot(t[k], t[k]))
        for j in range(g.size):
            direction[j] *= scale
    for back in range(kept, 0, -1):
        k = (count - back) % MEMORY
        change = weights[k] - rho[k] * _dot(t[k], direction)
        for j in range(g.size):
            direction[j] += change * s[k, j]


@cache
def minimiser(gradient):
    """The kernel that minimises all runs of a problem.

    gradient: a compiled function (p, xi, g) -> value at a point xi (P,), with the problem's p; it fills g (P,).
    """

    @compiled
    def line_search(p, xi, value, g, direction, step, new_xi, new_g):
        """A step that satisfies the weak Wolfe conditions, by doubling and bisection. Returns the step, 0 if none is found, and F there."""
        slope = _dot(g, direction)
        low, high = 0.0, math.inf
        for _ in range(TRIALS):
            for j in range(xi.size):
                new_xi[j] = xi[j] + step * direction[j]
            new = gradient(p, new_xi, new_g)
            new_slope = _dot(new_g, direction)
            lower = new <= value + DECREASE * step * slope
            if not lower and abs(new - value) <= ROUNDING * abs(value):
                lower = new_slope <= (2.0 * DECREASE - 1.0) * slope
            if not lower or not math.isfinite(new_slope):
                high = step
            elif new_slope < CURVATURE * slope:
                low = step
            else:
                return step, new
            step = 2.0 * low if high == math.inf else 0.5 * (low + high)
        return 0.0, value

    @compiled
    def one(p, xi, decades, doublings, max_iterations):
        """Minimise one run in-place: xi (P,) becomes its end. Returns iterations and status."""
        P = xi.size
        s, t, rho, weights = np.empty((MEMORY, P)), np.empty((MEMORY, P)), np.empty(MEMORY), np.empty(MEMORY)
        g, new_xi, new_g, direction = np.empty(P), np.empty(P), np.empty(P), np.empty(P)
        value, count, reached = gradient(p, xi, g), 0, 0
        for iteration in range(max_iterations + 1):
            norm = math.sqrt(_dot(g, g))
            if not math.isfinite(value) or not math.isfinite(norm):
                return iteration, DIVERGED
            reached = keep_decades(decades, reached, norm, xi)
            keep_doubling(doublings, iteration, xi)
            if reached == DECADES.size:
                return iteration, CONVERGED
            if iteration == max_iterations:
                break
            _direction(g, s, t, rho, count, direction, weights)
            if _dot(g, direction) >= 0.0:
                count = 0
                for j in range(P):
                    direction[j] = -g[j]
            step, value = line_search(p, xi, value, g, direction, 1.0 if count else min(1.0, 1.0 / norm), new_xi, new_g)
            if step == 0.0 and count:  # once more, along the negative gradient
                count = 0
                for j in range(P):
                    direction[j] = -g[j]
                step, value = line_search(p, xi, value, g, direction, min(1.0, 1.0 / norm), new_xi, new_g)
            if step == 0.0:
                return iteration, GAVE_UP
            k = count % MEMORY
            curvature = 0.0
            for j in range(P):
                s[k, j], t[k, j] = new_xi[j] - xi[j], new_g[j] - g[j]
                curvature += s[k, j] * t[k, j]
                xi[j], g[j] = new_xi[j], new_g[j]
            if curvature > 0.0:
                rho[k] = 1.0 / curvature
                count += 1
            else:  # rounding: forget the stored pairs
                count = 0
        return max_iterations, ITERATION_LIMIT

    @compiled
    def every(p, xi, decades, doublings, iterations, status, max_iterations):
        """Minimise all runs in-place. xi: (runs, P), starts that become ends; the other arrays as in `Found`."""
        for run in range(len(xi)):
            iterations[run], status[run] = one(p, xi[run], decades[run], doublings[run], max_iterations)

    return every


minimise = minimiser(gradient)
"""Minimise all runs of a `Problem` in-place. xi: (runs, P), starts that become ends; the other arrays as in `Found`."""


def run(net, xi, *, max_iterations) -> Found:
    """Minimise F from every start xi (runs, P)."""
    found = blank(fitting(net, xi))
    with progress.watched("start", len(xi), lambda: np.count_nonzero(found.iterations)):
        minimise(net, *found, max_iterations)
    return found
