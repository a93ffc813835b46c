"""Train: any method on any problem, including users' own, until the gradient is small."""

from typing import NamedTuple

import numpy as np

from descent import ends, starts, watching
from descent.loop import descend
from descent.parameters import Count, NotNegative, given
from descent.random import streams

CHOICES = {"problem": ("descent.problems",), "method": ("descent.methods",)}
SUITABLE = {"problem": lambda module: hasattr(module, "Parameters"), "method": lambda module: hasattr(module, "Parameters")}


class Ends(NamedTuple):
    """The columns of a run file besides what the loop keeps."""

    status: np.ndarray
    """How the run ended. (runs,)"""
    iterations: np.ndarray
    """Iterations until then. (runs,)"""
    end: np.ndarray
    """The last point. (runs, d)"""


COLUMNS = (Ends, watching.Kept)


class Parameters(starts.Parameters):
    """The parameters of a cell besides those of its problem and its method."""

    problem: str = given(description="A problem of descent/problems.")
    method: str = given("gd", "A method of descent/methods.")
    d: Count = given(description="Dimension.")
    tolerance: NotNegative = given(1e-8, "A run ends where the gradient's norm is at most this.")
    max_steps: Count = given(20000, "Iterations after which a run gives up.")
    record: int = given(0, "Iterations at which f is kept.", ge=0)
    path: int = given(0, "Iterations at which x is kept.", ge=0)


def train(seeds, cell, *, problem, method):
    """Descend from the start of every run. seeds: (runs, 3). Returns the runs' ends, and what `descent.watching.Kept` holds."""
    random, p = streams(seeds), problem.numbers(**problem.Parameters.of(cell)) if hasattr(problem, "numbers") else ()
    x = starts.starts(random, cell.d, cell.start)
    limits = watching.Limits(cell.tolerance, float(cell.max_steps), cell.record, cell.path)
    found = descend(problem, method, x, p, limits, random, **method.Parameters.of(cell))
    kept = {name: values for name, values in found.kept._asdict().items() if values.size}
    return {"status": ends.words(found.status), "iterations": np.asarray(found.iterations, float), "end": found.end} | kept
