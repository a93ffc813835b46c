"""Our elementary functions beside the C library's and numpy's: over an array, and each waiting for the last in a kernel."""

import math

import numpy as np

from benchmarks.timing import best_seconds
from descent import elementary
from descent.compiled import compiled

POINTS, REPEATS = 32768, 20
NAMES = ("exp", "expm1", "log", "log1p", "log10", "tanh", "sin", "cos", "arctan", "arccos", "power")
LIBRARYS = {"arctan": math.atan, "arccos": math.acos, "power": math.pow}
EXPONENT = 2.7


def _of_one(function, name: str):
    """A function of one number for kernels: a power has a fixed exponent."""
    return compiled(lambda x: function(x, EXPONENT)) if name == "power" else compiled(lambda x: function(x))


def _in_a_row(function):
    """A kernel in which every value waits for the one before."""

    @compiled
    def row(x):
        value = 0.5
        for i in range(x.size):
            value = 0.1 * x[i] + 0.01 * abs(function(value)) + 0.2
        return value

    return row


def nanoseconds(call) -> float:
    """Time for each point."""
    return 1e9 * best_seconds(call, REPEATS)[0] / POINTS


def measure(name: str) -> list[float]:
    """Nanoseconds of a function: ours and numpy's over an array, ours and the C library's in a row."""
    x = np.random.default_rng(0).uniform(0.1, 0.9, POINTS)
    arguments = (x, np.full(POINTS, EXPONENT)) if name == "power" else (x,)
    both = [lambda function=function: function(*arguments) for function in (getattr(elementary, name), getattr(np, name))]
    rows = [_in_a_row(_of_one(function, name)) for function in (getattr(elementary, name), LIBRARYS.get(name) or getattr(math, name))]
    return [nanoseconds(call) for call in both] + [nanoseconds(lambda row=row: row(x)) for row in rows]


def section() -> list[str]:
    """What the page says of the elementary functions."""
    lines = [
        "## Elementary functions",
        "",
        "Nanoseconds a number, of numbers in [0.1, 0.9]: over an array of 32,768, for which numpy has instructions of some processors,",
        "and each waiting for the last in a kernel, with the C library's.",
        "",
        "| function | array: ours | numpy's | ratio | in a row: ours | C library's | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in NAMES:
        ours, numpys, in_row, librarys = measure(name)
        numbers = f"{ours:.2f} | {numpys:.2f} | {ours / numpys:.2f} | {in_row:.1f} | {librarys:.1f} | {in_row / librarys:.2f}"
        lines.append(f"| {name} | {numbers} |")
    return lines
