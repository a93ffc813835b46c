"""Descent on the octopus: the watch of the loop, the results of a run, and one function that runs any method."""

from typing import NamedTuple

import numpy as np

from descent import checked, loop
from descent.compiled import compiled, copy
from descent.ends import End
from descent.escape.second_order import VISIT_EPS, second_order_scale
from descent.problems import octopus
from descent.watching import GOING

CONVERGED, ITERATION_LIMIT, UNDERFLOW, STOPPED = (int(end) for end in (End.CONVERGED, End.ITERATION_LIMIT, End.UNDERFLOW, End.STOPPED))

TINY = np.finfo(np.float64).tiny
"""The smallest normal float64. If the next coordinate to escape is smaller, the run stays on its saddle, since steps round to zero."""


class Limits(NamedTuple):
    """How far to run and what to record.

    eps: stop within this distance of a minimum. max_steps: largest number of iterations. record: number of first iterations at which to
    record f. path: the same for x. rho: the Hessian's Lipschitz constant; if positive, second-order stationary points are counted. stops:
    whether the method alone decides when to stop, so that the run goes on near a minimum.
    """

    eps: float
    max_steps: float
    record: int = 0
    path: int = 0
    rho: float = 0.0
    stops: bool = False


class Descent(NamedTuple):
    """What happened in each run; NaN for an event that did not happen."""

    escape: np.ndarray
    """First iteration with |x_k| > 2 tau. (runs, d)"""
    plateau: np.ndarray
    """f halfway between two escapes; NaN where not recorded. (runs, d)"""
    exact: np.ndarray
    """Number of leading escapes whose iteration is exact. (runs,)"""
    steps: np.ndarray
    """Iterations to within eps of a minimum. (runs,)"""
    status: np.ndarray
    """How the run ended, an `End`. (runs,)"""
    end: np.ndarray
    """Last point; run files do not hold it. (runs, d)"""
    objective: np.ndarray
    """f at the first iterations. (runs, record)"""
    path: np.ndarray
    """x at the first iterations. (runs, path, d)"""
    second_order: np.ndarray
    """The smallest eps for which an iterate before the last escape is an eps-second-order stationary point. (runs,)"""
    visits: np.ndarray
    """How many iterates before the last escape are eps-second-order stationary points, for each eps in VISIT_EPS. (runs, 33)"""


class Kept(NamedTuple):
    """What the watch records, as in `Descent`. passed: (runs,) saddles passed so far."""

    passed: np.ndarray
    escape: np.ndarray
    steps: np.ndarray
    objective: np.ndarray
    path: np.ndarray
    second_order: np.ndarray
    visits: np.ndarray


def blank(x, limits: Limits) -> Kept:
    """A `Kept` for runs that have not started. x: (runs, d) starts."""
    runs, d = x.shape
    return Kept(
        passed=np.zeros(runs, dtype=np.int64),
        escape=np.full((runs, d), np.nan),
        steps=np.full(runs, np.nan),
        objective=np.full((runs, limits.record), np.nan),
        path=np.full((runs, limits.path, d), np.nan),
        second_order=np.full(runs, np.inf if limits.rho else np.nan),
        visits=np.zeros((runs, VISIT_EPS.size if limits.rho else 0), dtype=np.int64),
    )


@compiled
def distance_to_minimum(x, p):
    """Euclidean distance from x (d,) to the nearest minimum (+-4 tau, ..., +-4 tau)."""
    square = 0.0
    for j in range(x.size):
        square += (abs(x[j]) - 4.0 * p.tau) ** 2
    return np.sqrt(square)


def watch(run, t, passed, stage, x, slope, p, value, limits, kept):
    """Record the escapes, and end a run near a minimum or at the limit of iterations; arguments as in `descent.watching`."""
    d = x.size
    while passed < stage:
        kept.escape[run, passed] = t
        passed += 1
    if t < limits.record:
        kept.objective[run, t] = value(x, p)
    if t < limits.path:
        copy(x, kept.path[run, t])
    if limits.rho > 0.0 and passed < d:
        scale = second_order_scale(stage, x, slope, p, limits.rho)
        kept.second_order[run] = min(kept.second_order[run], scale)
        for k in range(VISIT_EPS.size):
            kept.visits[run, k] += scale <= VISIT_EPS[k]
    arrived = False
    if passed == d and not limits.stops:
        arrived = not np.isnan(kept.steps[run])
        if not arrived and distance_to_minimum(x, p) <= limits.eps:
            kept.steps[run], arrived = t, True
    if t < limits.max_steps and not (arrived and t >= limits.record):
        end = GOING
    elif arrived:
        end = CONVERGED
    elif passed < d and abs(x[passed]) < TINY:
        end = UNDERFLOW
    else:
        end = ITERATION_LIMIT
    return end


def stopped(run, t, passed, stage, x, slope, p, value, limits, kept):
    """The end of a run whose method has stopped at x: CONVERGED near a minimum, else STOPPED; arguments as in `descent.watching`."""
    if stage < x.size or distance_to_minimum(x, p) > limits.eps:
        return STOPPED
    kept.steps[run] = t
    return CONVERGED


def _plateaus(escape, objective):
    """f halfway between two escapes, NaN where not recorded. escape: (runs, d). objective: (runs, record). Returns (runs, d)."""
    plateau = np.full(escape.shape, np.nan)
    halfway = (escape + np.hstack([np.zeros((len(escape), 1)), escape[:, :-1]])) // 2
    run, k = np.nonzero(halfway < objective.shape[1])
    plateau[run, k] = objective[run, halfway[run, k].astype(int)]
    return plateau


def unstarted(x, limits: Limits) -> Descent:
    """A `Descent` for runs that have not started. x: (runs, d) starts."""
    kept = blank(x, limits)._asdict()
    del kept["passed"]
    runs, d = x.shape
    return Descent(**kept, plateau=np.full((runs, d), np.nan), exact=np.full(runs, d), status=np.full(runs, ITERATION_LIMIT), end=x.copy())


def descend(method, x, p, limits: Limits, streams=None, **parameters) -> Descent:
    """Descend on the octopus from every start: by the loop, or by the method's own function `descend` where it has one.

    method: module. x: (runs, d). p: `octopus.numbers`. streams: (runs, 4) random streams for methods with noise. parameters: the method's.
    Raises ValueError where an argument is not as described.
    """
    checked.module("method", method, "descent.methods.gd", "Parameters")
    x = checked.array("x", x, "runs", "d", finite=False)
    checked.numbers(octopus, p)
    checked.limits(limits)
    if not isinstance(limits, Limits):
        raise ValueError(f"limits is a {type(limits).__module__}.Limits: must be the Limits of descent.escape.descent")
    if hasattr(method, "descend"):
        return method.descend(x, p, limits, **checked.parameters(method, parameters))
    stops = getattr(method, "STOPS", False)
    limits = Limits(float(limits.eps), float(limits.max_steps), int(limits.record), int(limits.path), float(limits.rho), stops)
    found = loop.descend(octopus, method, x, p, limits, streams, **parameters)
    kept = found.kept._asdict()
    del kept["passed"]
    plateau = _plateaus(found.kept.escape, found.kept.objective)
    return Descent(**kept, plateau=plateau, exact=np.full(len(x), x.shape[1]), status=found.status, end=found.end)
