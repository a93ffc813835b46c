"""The loop that runs any problem with any method, iteration by iteration.

A problem is a module with plain functions `gradient(x, p, out) -> stage` and `value(x, p)` of one point x (d,) and its numbers p. The loop
compiles both; with COMPILED = False they run as they are. A problem with `value` alone is written in torch, which differentiates it. A
method is a module in `methods` with the class of its parameters and a plain function: a `rule`, which moves a coordinate, or a `step`,
which moves x. Kernels call a rule for every coordinate; for a problem that is not compiled the rule takes whole vectors.
"""

import contextlib
import inspect
from functools import cache
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numba.core.errors import NumbaError

from descent import checked, progress
from descent.borrowed import behind, borrowed
from descent.compiled import compiled, everywhere, finite
from descent.ends import End
from descent.mistakes import check_function, plainly
from descent.torch_problem import differentiated
from descent.watching import GOING, NOT_FINITE, STOPPED

RULE = ("x", "slope", "memory", "t")
STEP = ("x", "slope", "memory", "stream", "t", "stage", "problem", "gradient", "value")
"""The arguments of every rule and of every step, before the method's own parameters."""
PROBLEM = {"gradient": ("x", "p", "out"), "value": ("x", "p")}
"""The arguments of a problem's functions."""
LEFT_THE_DOMAIN, DIVERGED = int(End.LEFT_THE_DOMAIN), int(End.DIVERGED)
NOT_YET = -1
"""Status of a run that has not ended."""
MARKED = (1 << 16) - 1
"""The loop records its progress whenever these bits of the iteration number are zero."""


class Outcome(NamedTuple):
    """How each run ended. status: (runs,) of `End`. iterations: (runs,). end: (runs, d) last point. kept: what the watch recorded."""

    status: np.ndarray
    iterations: np.ndarray
    end: np.ndarray
    kept: NamedTuple


def check(method: ModuleType):
    """Raise TypeError where a method has neither rule nor step, or where its arguments differ from its class Parameters, order included."""
    if not hasattr(method, "rule") and not hasattr(method, "step"):
        raise TypeError(f"{method.__name__} has neither a rule nor a step")
    function, fixed = (method.rule, RULE) if hasattr(method, "rule") else (method.step, STEP)
    check_function(method, function, (*fixed, *method.Parameters.model_fields), by_name=True)


def check_problem(problem: ModuleType):
    """Raise TypeError where a problem has no `value`, or where its functions do not take the arguments in PROBLEM."""
    if not hasattr(problem, "value"):
        raise TypeError(f"{problem.__name__} has no value(x, p)")
    for name, expected in PROBLEM.items():
        if hasattr(problem, name):
            check_function(problem, getattr(problem, name), expected, by_name=False)


def _by_coordinates(rule, x, slope, memory, stream, t, stage, p, gradient, value, rows, parameters):
    """One iteration of a rule in a kernel: each coordinate with its memory. memory: (d * rows,). Returns True, as a step does."""
    for j in range(x.size):
        x[j] = rule(x[j], slope[j], behind(memory, j * rows), t, *parameters)
    return True


def _by_vectors(rule, x, slope, memory, stream, t, stage, p, gradient, value, rows, parameters):
    """One iteration of a rule that is not compiled: all coordinates at once."""
    x[:] = rule(x, slope, memory.reshape(rows, x.size), t, *parameters)
    return True


def _by_step(step, x, slope, memory, stream, t, stage, p, gradient, value, rows, parameters):
    """One iteration of a step."""
    return step(x, slope, memory.reshape(rows, x.size), stream, t, stage, p, gradient, value, *parameters)


def _lost(stage, x):
    """The end of a run at a point x (d,) that has no gradient."""
    return DIVERGED if stage == NOT_FINITE or not finite(x) else LEFT_THE_DOMAIN


@cache
def _made(problem: ModuleType, method: ModuleType, watcher: ModuleType):
    """The loop for one problem, method and watch."""
    check_problem(problem)
    compilable = hasattr(problem, "gradient") and getattr(problem, "COMPILED", True)
    gradient, value = (problem.gradient, problem.value) if hasattr(problem, "gradient") else differentiated(problem.value)
    move, watch, lost, rows = getattr(method, "rule", None) or method.step, watcher.watch, _lost, getattr(method, "MEMORY", 0)
    stops = getattr(method, "STOPS", False)
    stopped = watcher.stopped if stops else watch
    advance = _by_step if hasattr(method, "step") else _by_coordinates if compilable else _by_vectors
    if compilable:
        gradient, value, watch, stopped, lost, move, advance = map(everywhere, (gradient, value, watch, stopped, lost, move, advance))

    def loop(starts, streams, p, limits, parameters, slope, memories, status, iterations, kept):
        if compilable:
            starts, streams, p, limits, slope, memories, kept = borrowed((starts, streams, p, limits, slope, memories, kept))
        for run in range(starts.shape[0]):
            x, stream, memory, t, passed = starts[run], streams[run], memories[run], 0, 0
            while True:
                stage = gradient(x, p, slope)
                end = lost(stage, x) if stage < 0 else watch(run, t, passed, stage, x, slope, p, value, limits, kept)
                if end != GOING:
                    break
                passed = max(passed, stage)
                moved = advance(move, x, slope, memory, stream, t, stage, p, gradient, value, rows, parameters)
                if not moved:
                    end = lost(GOING, x)
                    break
                if stops and moved == STOPPED:
                    end = stopped(run, t, passed, gradient(x, p, slope), x, slope, p, value, limits, kept)
                    break
                t += 1
                if t & MARKED == 0:
                    iterations[run] = t
            status[run], iterations[run] = end, t

    return compiled(loop) if compilable else loop


@contextlib.contextmanager
def _watched(status, iterations):
    """Report the loop's progress: the current run and its iteration. status, iterations: (runs,), which the loop writes."""

    def ended():
        return np.count_nonzero(status != NOT_YET)

    with (
        progress.watched("run", len(status), ended),
        progress.watched("iteration", None, lambda: iterations[min(ended(), len(status) - 1)]),
    ):
        yield


def descend(problem: ModuleType, method: ModuleType, x, p, limits, streams=None, **parameters) -> Outcome:
    """Descend from every start.

    problem, method: modules. x: (runs, d) starts. p: the problem's numbers, a tuple. limits: `Limits` of `watching`, or of a module with a
    watch of its own. streams: (runs, 4) random streams for methods with noise. parameters: the method's. Raises ValueError where an
    argument is not as described, or where the problem's or the method's functions cannot be compiled and fail in plain Python too.
    """
    checked.module("problem", problem, "descent.problems.octopus", "gradient", "value")
    check(checked.module("method", method, "descent.methods.gd", "Parameters"))
    x, values = checked.array("x", x, "runs", "d", finite=False), checked.parameters(method, parameters).values()
    checked.dimension(problem, x.shape[1])
    checked.numbers(problem, p)
    watcher = inspect.getmodule(type(checked.limits(limits)))
    streams = checked.streams(method, streams, len(x)).copy()
    loop, (runs, d) = _made(problem, method, watcher), x.shape
    end, memory = np.array(x, order="C"), np.zeros((runs, getattr(method, "MEMORY", 0) * d))
    status, iterations, kept = np.full(runs, NOT_YET), np.zeros(runs, np.int64), watcher.blank(end, limits)
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges has that status
        values = tuple(map(float, values))
        try:
            with _watched(status, iterations):
                loop(end, streams, p, limits, values, np.empty(d), memory, status, iterations, kept)
        except NumbaError as error:
            if why := plainly(problem, method, end[0].copy(), p, values):
                raise ValueError(why) from error
            raise
    return Outcome(status, iterations, end, kept)
