"""Train: gradient descent on a shifted octopus, moved to where the distribution of the start has its mass. It is event-driven, and literal
for its first saddles.
"""

from typing import Literal, NamedTuple

import numpy as np

from descent import ends
from descent.escape import moved
from descent.escape.descent import Limits, descend
from descent.escape.methods import gd_event_driven
from descent.parameters import Count, Positive, given
from descent.problems import octopus
from descent.random import streams

BLOCK = 1024
COMPARED = 3
"""The number of saddles whose literal escapes are kept."""


class Columns(NamedTuple):
    """The columns of a run file."""

    in_box: np.ndarray
    """1 for a start in the box of radius R, 0 for others. (runs,)"""
    escape: np.ndarray
    """First iteration at which event-driven GD has passed each saddle. (runs, d)"""
    literal: np.ndarray
    """The same of literal GD, for the first saddles. (runs, 3)"""
    status: np.ndarray
    """How the event-driven run ended. (runs,)"""


COLUMNS = (Columns,)


class Parameters(octopus.Parameters):
    """The parameters of a cell."""

    law: Literal[moved.LAWS] = given(description="Law of the start around its centre, of scale 1.")
    delta: float = given(description="Mass of the law outside the box.", gt=0, lt=1)
    centre: float = given(0, "Centre of the law in every coordinate.")
    eta: Positive = given("= 1/ell", "Step size of gradient steps.")
    eps: Positive = given("= e/100", "A run ends within this distance of a minimum, in units of R.")
    max_steps: Count = given(1000, "Iterations of a literal run.")


def train(seeds, cell):
    """Descend from the start of every run. seeds: (runs, 3). Returns what `Columns` says."""
    p = octopus.numbers(**octopus.Parameters.of(cell))
    x = cell.centre + moved.drawn(cell.law, streams(seeds), cell.d)
    scale = moved.radius(cell.law, cell.delta, cell.d)
    y = (x - cell.centre) / scale
    found = descend(gd_event_driven, y, p, Limits(cell.eps, np.inf), eta=cell.eta)
    return {
        "in_box": (np.abs(y) <= 1).all(axis=1).astype(float),
        "escape": found.escape,
        "literal": moved.escapes(x, cell.centre, scale, p, cell.eta, cell.max_steps, COMPARED),
        "status": ends.words(found.status),
    }
