"""How the loop watches a run of a problem that has no watch of its own: until the gradient is small; f and x are kept.

A problem's `gradient` returns a stage, the number of events (such as saddles) that the run has passed, or one of the negative ones here.
A watch is a module with a `Limits`, a `blank` and a `watch` as here; a problem may be one. For methods that stop by a rule of their own it
has a `stopped` too.
"""

import math
from typing import NamedTuple

import numpy as np

from descent.compiled import copy
from descent.ends import End

OUTSIDE, NOT_FINITE = -1, -2
"""In place of a stage: the problem has no value there; its gradient is not finite."""
GOING = -1
"""In place of an end: the run goes on."""
STOPPED = 2
"""In place of whether a step could be made: the method, one with STOPS = True, has come to its own end, which x is now."""
CONVERGED, ITERATION_LIMIT, DIVERGED, BY_ITSELF = (int(end) for end in (End.CONVERGED, End.ITERATION_LIMIT, End.DIVERGED, End.STOPPED))


class Limits(NamedTuple):
    """How far to run and what to keep.

    tolerance: stop where the gradient's norm is at most this. max_steps: iterations at most. record: keep f at the first so many
    iterations. path: keep x at the first so many.
    """

    tolerance: float
    max_steps: float
    record: int = 0
    path: int = 0


class Kept(NamedTuple):
    """What is kept of each run."""

    value: np.ndarray
    """f at the last point. (runs,)"""
    slope: np.ndarray
    """The gradient's norm there. (runs,)"""
    objective: np.ndarray
    """f at the first iterations; NaN after the end. (runs, record)"""
    path: np.ndarray
    """x at the first iterations; NaN after the end. (runs, path, d)"""


def blank(x, limits: Limits) -> Kept:
    """A `Kept` in which nothing has happened yet. x: (runs, d) starts."""
    runs, d = x.shape
    shapes = (runs,), (runs,), (runs, limits.record), (runs, limits.path, d)
    return Kept(*(np.full(shape, np.nan) for shape in shapes))


def watch(run, t, passed, stage, x, slope, p, value, limits, kept):
    """Keep what is to be kept of run number `run` at iteration t. passed: events before it; stage: now; x, slope: (d,). Returns an `End`,
    or GOING.
    """
    if t < limits.record:
        kept.objective[run, t] = value(x, p)
    if t < limits.path:
        copy(x, kept.path[run, t])
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    norm = math.sqrt(square)
    if norm > limits.tolerance and t < limits.max_steps and math.isfinite(norm):
        return GOING
    kept.value[run], kept.slope[run] = value(x, p), norm
    if not math.isfinite(norm):
        return DIVERGED
    return CONVERGED if norm <= limits.tolerance else ITERATION_LIMIT


def stopped(run, t, passed, stage, x, slope, p, value, limits, kept):
    """Keep what is to be kept of a run whose method has stopped at x; as `watch`. Returns an `End`."""
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    kept.value[run], kept.slope[run] = value(x, p), math.sqrt(square)
    return CONVERGED if kept.slope[run] <= limits.tolerance else BY_ITSELF
