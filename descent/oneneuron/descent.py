"""Descent on an augmented net: the watch of the loop, the results of a run, and one function that runs any method."""

import math
from types import ModuleType
from typing import NamedTuple

import numpy as np

from descent import checked, loop, progress
from descent.compiled import copy
from descent.oneneuron.found import CONVERGED, DECADES, ITERATION_LIMIT, Found, keep_decades, keep_doubling
from descent.oneneuron.found import blank as nothing_found
from descent.oneneuron.problem import fitting
from descent.problems import augmented_net
from descent.watching import GOING


class Limits(NamedTuple):
    """How far to run and what to record. at: (points,) iterations at which to record the point, increasing."""

    max_iterations: int
    at: np.ndarray


class Kept(NamedTuple):
    """What the watch records: `decades` and `doublings` as in `Found`, and path (runs, points, P).

    reached, points: (runs,) the number of decades and of points of the path recorded so far.
    """

    decades: np.ndarray
    doublings: np.ndarray
    path: np.ndarray
    reached: np.ndarray
    points: np.ndarray


def blank(x, limits: Limits) -> Kept:
    """A `Kept` for runs that have not started. x: (runs, P) starts."""
    nothing, (runs, P) = nothing_found(x), x.shape
    path = np.full((runs, limits.at.size, P), np.nan)
    return Kept(nothing.decades, nothing.doublings, path, np.zeros(runs, np.int64), np.zeros(runs, np.int64))


def watch(run, t, passed, stage, x, slope, p, value, limits, kept):
    """Record a run's points until the gradient's norm is below the last of DECADES; arguments as in `descent.watching`."""
    points, square = kept.points[run], 0.0
    if points < limits.at.size and limits.at[points] == t:
        copy(x, kept.path[run, points])
        kept.points[run] += 1
    for j in range(x.size):
        square += slope[j] * slope[j]
    kept.reached[run] = keep_decades(kept.decades[run], kept.reached[run], math.sqrt(square), x)
    keep_doubling(kept.doublings[run], t, x)
    if kept.reached[run] == DECADES.size:
        return CONVERGED
    return ITERATION_LIMIT if t == limits.max_iterations else GOING


def _descend(method, net, xi, max_iterations, at, streams, parameters) -> tuple[Found, np.ndarray]:
    limits = Limits(int(max_iterations), np.asarray(at, np.int64))
    found = loop.descend(augmented_net, method, xi, net, limits, streams, **parameters)
    return Found(found.end, found.kept.decades, found.kept.doublings, found.iterations, found.status), found.kept.path


@progress.part("descending")
def descend(method: ModuleType, net, xi, max_iterations: int, streams=None, **parameters) -> Found:
    """Descend from every start xi (runs, P): by the loop, or by the method's own function `run` where it has one.

    streams: (runs, 4) random streams for methods with noise. parameters: the method's. Raises ValueError where an argument is not as
    described.
    """
    checked.module("method", method, "descent.oneneuron.methods.lbfgs", "Parameters")
    xi, max_iterations = fitting(net, xi), checked.whole("max_iterations", max_iterations)
    if hasattr(method, "run"):
        return method.run(net, xi, max_iterations=max_iterations, **checked.parameters(method, parameters))
    return _descend(method, net, xi, max_iterations, (), streams, parameters)[0]


@progress.part("descending")
def path(method: ModuleType, net, xi, at, **parameters) -> tuple[Found, np.ndarray]:
    """Descend by the loop from every start xi (runs, P) to the last of the iterations `at`.

    Returns what was found, and the points at these iterations, (runs, points, P), NaN after the end of a run.
    """
    return _descend(method, net, xi, at[-1], at, None, parameters)
