"""Train: the two warm-ups of figure 1, literally in float64 and event-driven."""

from typing import NamedTuple

import numpy as np

from descent import ends
from descent.escape import warm_up
from descent.parameters import Count, Positive, given
from descent.problems.warm_up import Parameters as WarmUp
from descent.random import streams, uniform


class Columns(NamedTuple):
    """The columns of a run file."""

    x1: np.ndarray
    """First coordinate of the start. (runs,)"""
    log_x2: np.ndarray
    """Natural logarithm of the second coordinate of the start. (runs,)"""
    event_driven: np.ndarray
    """Iterations until event-driven GD leaves the saddle. (runs,)"""
    literal: np.ndarray
    """Iterations until literal GD leaves the saddle; NaN if it does not within the limit. (runs,)"""
    status: np.ndarray
    """How the literal run ended. (runs,)"""


COLUMNS = (Columns,)


class Parameters(WarmUp):
    """The parameters of a cell."""

    inverse_eps: Positive = given(
        description="1/eps of the warm-ups: the band is 1.5^-exp(1/eps) thin, the square exp(1/eps) away.",
    )
    max_steps: Count = given(20000, "Iterations after which a step-by-step run gives up.")


def train(seeds, cell):
    """The iterations until every run has left the saddle. seeds: (runs, 3). Returns the starts and the escapes by both methods."""
    u = np.array([[uniform(stream), uniform(stream)] for stream in streams(seeds)])
    x1, log_x2 = warm_up.starts(cell.function, cell.inverse_eps, u)
    literal, status = warm_up.escape_literal(cell.function, x1, log_x2, cell.max_steps)
    return {
        "x1": x1,
        "log_x2": log_x2,
        "event_driven": warm_up.escape_event_driven(cell.function, x1, log_x2),
        "literal": literal,
        "status": ends.words(status),
    }
