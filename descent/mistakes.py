"""Mistakes in a user's own method or problem, found before compilation or reported more plainly than by the compiler."""

import dis
import inspect
import itertools
import numbers
import traceback
from types import ModuleType

import numpy as np


def check_function(module: ModuleType, function, expected: tuple[str, ...], by_name: bool):
    """Raise TypeError where a module's function does not take the expected arguments, or can end without a return.

    by_name: whether the arguments must have the expected names. If not, other names are allowed, but not the same names in another order.
    """
    found = tuple(inspect.signature(function).parameters)
    as_expected = found == expected or (not by_name and _takes(function, len(expected)) and set(found) != set(expected))
    if not as_expected:
        raise TypeError(f"{module.__name__}: {function.__name__} takes {', '.join(found)}; expected: {', '.join(expected)}")
    if _can_end_without_return(function):
        raise TypeError(f"{module.__name__}: {function.__name__} can end without a return; what it gives is needed on every way")


def _takes(function, count: int) -> bool:
    """Whether a function can be called with `count` positional arguments."""
    try:
        inspect.signature(function).bind(*range(count))
    except TypeError:
        return False
    return True


def _can_end_without_return(function) -> bool:
    """Whether a function can return None, which a kernel would treat as False."""
    steps = list(dis.get_instructions(function))
    constant = any(step.opname == "RETURN_CONST" and step.argval is None for step in steps)
    pairs = ((before.opname, before.argval, step.opname) for before, step in itertools.pairwise(steps))
    return constant or ("LOAD_CONST", None, "RETURN_VALUE") in pairs


def plainly(problem: ModuleType, method: ModuleType, x, p, values) -> str | None:
    """Why a problem and a method cannot be compiled: the error of calling their functions once in Python; None where the calls succeed.

    x: (d,) a start. p: the problem's numbers. values: the method's parameters in order.
    """
    slope, memory = np.zeros(x.size), np.zeros(getattr(method, "MEMORY", 0))
    calls = [
        (problem, "gradient", (x, p, slope), numbers.Integral, "a whole number"),
        (problem, "value", (x, p), numbers.Real, "a number"),
        (method, "rule", (x[0], 1.0, memory, 0, *values), numbers.Real, "a number, given one coordinate"),
    ]
    for module, name, given, kind, allowed in calls:
        if hasattr(module, name):
            try:
                found = getattr(module, name)(*given)
            except Exception as error:
                line = traceback.extract_tb(error.__traceback__)[-1].lineno
                return f"{module.__name__}: {name}: {type(error).__name__} in line {line}: {error}"
            if not isinstance(found, kind):
                return f"{module.__name__}: {name} gives {type(found).__name__}; expected: {allowed}"
    return None
