"""The default watch of the loop: a run goes on until the gradient is small, and f and x are recorded.

A problem's `gradient` returns a stage: the number of events (such as saddles) that the run has passed, or one of the negative codes here.
A watch is a module with `Limits`, `blank` and `watch` as here; a problem may be its own watch. A watch also has `stopped` if it is used
with methods that stop by a rule of their own.
"""

import math
from typing import NamedTuple

import numpy as np

from descent.compiled import copy
from descent.ends import End

OUTSIDE, NOT_FINITE = -1, -2
"""Instead of a stage: the problem has no value at x; the gradient at x is not finite."""
GOING = -1
"""Instead of an end: the run goes on."""
STOPPED = 2
"""Instead of a step's True or False: a method with STOPS = True has stopped by its own rule, at x."""
CONVERGED, ITERATION_LIMIT, DIVERGED, BY_ITSELF = (int(end) for end in (End.CONVERGED, End.ITERATION_LIMIT, End.DIVERGED, End.STOPPED))


class Limits(NamedTuple):
    """How far to run and what to record.

    tolerance: stop where the gradient's norm is at most this. max_steps: largest number of iterations. record: number of first iterations
    at which to record f. path: the same for x.
    """

    tolerance: float
    max_steps: float
    record: int = 0
    path: int = 0


class Kept(NamedTuple):
    """What the watch records of each run."""

    value: np.ndarray
    """f at the last point. (runs,)"""
    slope: np.ndarray
    """The gradient's norm at the last point. (runs,)"""
    objective: np.ndarray
    """f at the first iterations; NaN after the end. (runs, record)"""
    path: np.ndarray
    """x at the first iterations; NaN after the end. (runs, path, d)"""


def blank(x, limits: Limits) -> Kept:
    """A `Kept` filled with NaN. x: (runs, d) starts."""
    runs, d = x.shape
    shapes = (runs,), (runs,), (runs, limits.record), (runs, limits.path, d)
    return Kept(*(np.full(shape, np.nan) for shape in shapes))


def watch(run, t, passed, stage, x, slope, p, value, limits, kept):
    """Record run number `run` at iteration t. passed, stage: events passed before and now; x, slope: (d,). Returns an `End`, or GOING."""
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
    """Record a run whose method has stopped at x. Arguments as in `watch`. Returns an `End`."""
    square = 0.0
    for j in range(x.size):
        square += slope[j] * slope[j]
    kept.value[run], kept.slope[run] = value(x, p), math.sqrt(square)
    return CONVERGED if kept.slope[run] <= limits.tolerance else BY_ITSELF
