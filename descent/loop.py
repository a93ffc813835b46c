"""The loop that runs any problem with any method, iteration by iteration.

A problem is a module with plain functions `gradient(x, p, out) -> stage` and `value(x, p)` of one point x (d,) and its numbers p, which the
loop compiles; with COMPILED = False they run as they are. A problem with `value` alone is one in torch, which differentiates it. A method
is a module in `methods` with the class of its parameters and a plain function: a `rule`, which moves a coordinate, or a `step`, which
moves x. Kernels call a rule for every coordinate; a problem that is not compiled gives it whole vectors.
"""

import inspect
from functools import cache
from types import ModuleType
from typing import NamedTuple

import numba
import numpy as np
from numba.extending import register_jitable

from descent.compiled import compiled, finite
from descent.ends import End
from descent.torch_problem import differentiated
from descent.watching import GOING, NOT_FINITE

RULE = ("x", "slope", "memory", "t")
STEP = ("x", "slope", "memory", "stream", "t", "stage", "problem", "gradient", "value")
"""What every rule and every step takes, before the method's own parameters."""
LEFT_THE_DOMAIN, DIVERGED = int(End.LEFT_THE_DOMAIN), int(End.DIVERGED)
STREAM_WORDS = 4


class Outcome(NamedTuple):
    """How each run ended. status: (runs,) of `End`. iterations: (runs,). end: (runs, d) last point. kept: what the watch has kept."""

    status: np.ndarray
    iterations: np.ndarray
    end: np.ndarray
    kept: NamedTuple


def check(method: ModuleType):
    """Raise TypeError where what a method's function takes is not what the class of its parameters declares, in the same order."""
    function, fixed = (method.rule, RULE) if hasattr(method, "rule") else (method.step, STEP)
    expected, found = (*fixed, *method.Parameters.model_fields), tuple(inspect.signature(function).parameters)
    if found != expected:
        raise TypeError(f"{method.__name__}: {function.__name__} takes {', '.join(found)}; expected: {', '.join(expected)}")


def _each(d):
    """What a kernel moves at a time: one coordinate."""
    return range(d)


def _whole(d):
    """What a problem that is not compiled moves at a time: the whole vector."""
    return (Ellipsis,)


def _lost(stage, x):
    """How a run ended that came to a point x (d,) without a gradient."""
    return DIVERGED if stage == NOT_FINITE or not finite(x) else LEFT_THE_DOMAIN


def _of_package(*functions) -> bool:
    """Whether all are files' of this package: kernels of others are not kept, since they are not compiled again where these change."""
    return all(function.__module__.partition(".")[0] == __package__ for function in functions)


@cache
def _made(problem: ModuleType, method: ModuleType, watcher: ModuleType):
    """The loop for one problem, method and watch."""
    check(method)
    kernel = hasattr(problem, "gradient") and getattr(problem, "COMPILED", True)
    gradient, value = (problem.gradient, problem.value) if hasattr(problem, "gradient") else differentiated(problem.value)
    watch, parts, lost = watcher.watch, _each if kernel else _whole, _lost
    by_rule = hasattr(method, "rule")
    move = method.rule if by_rule else method.step
    if kernel:
        cached = _of_package(gradient, value, watch, move)
        inline = register_jitable(forceinline=True)
        gradient, value, watch, parts, lost, move = map(inline, (gradient, value, watch, parts, lost, move))

    def loop(x, streams, p, limits, parameters, shape, status, iterations, kept):
        slope = np.empty(x.shape[1])
        for run in range(x.shape[0]):
            memory, t = np.zeros(shape), 0
            while True:
                stage = gradient(x[run], p, slope)
                end = lost(stage, x[run]) if stage < 0 else watch(run, t, stage, x[run], slope, p, value, limits, kept)
                if end != GOING:
                    break
                if by_rule:
                    for part in parts(x.shape[1]):
                        x[run][part] = move(x[run][part], slope[part], memory[part], t, *parameters)
                elif not move(x[run], slope, memory, streams[run], t, stage, p, gradient, value, *parameters):
                    end = lost(GOING, x[run])
                    break
                t += 1
            status[run], iterations[run] = end, t

    if not kernel:
        return loop, False
    loop.__qualname__ = f"loop.{problem.__name__}.{method.__name__}.{watcher.__name__}"  # a file of its own for each in numba's cache
    return (compiled if cached else numba.njit(error_model="numpy"))(loop), by_rule


def descend(problem: ModuleType, method: ModuleType, x, p, limits, streams=None, **parameters) -> Outcome:
    """Descend from every start.

    problem, method: modules. x: (runs, d) starts. p: the problem's numbers, a tuple. limits: `Limits` of `watching`, or of a module that
    watches in its own way. streams: (runs, 4) random streams for methods with noise. parameters: the method's.
    """
    watcher = inspect.getmodule(type(limits))
    loop, turned = _made(problem, method, watcher)
    runs, d = x.shape
    end, rows = np.array(x, dtype=np.float64, order="C"), getattr(method, "MEMORY", 0)
    values = method.Parameters.of(method.Parameters(**parameters)).values()
    status, iterations, kept = np.zeros(runs, np.int64), np.zeros(runs, np.int64), watcher.blank(end, limits)
    streams = np.zeros((runs, STREAM_WORDS), np.uint64) if streams is None else streams.copy()
    loop(end, streams, p, limits, tuple(map(float, values)), (d, rows) if turned else (rows, d), status, iterations, kept)
    return Outcome(status, iterations, end, kept)
