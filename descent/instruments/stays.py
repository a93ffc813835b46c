"""What the Hessian says at a plateau: a strict saddle or not, and how long linear theory gives descent to leave it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from descent.instruments import curvature
from descent.instruments.linear_theory import growth, iterations, linear
from descent.instruments.objective import Objective
from descent.instruments.optimisers import Optimiser
from descent.instruments.plateaus import Plateau, Watch

STRICT = 1e-3
"""An eigenvalue below minus this share of the largest in absolute value is negative: less is what a point near a flat minimum has."""


class Stay(NamedTuple):
    """A plateau with the curvature where the gradient norm is lowest."""

    plateau: Plateau
    lowest: curvature.Lowest
    strict: bool
    """Whether it is at a strict saddle: the lowest eigenvalue is negative, and where training ended, a stationary point is near."""
    distance: float
    """From the saddle along the escaping eigenvectors, |v.g| / |lambda|; NaN where there are none."""
    reach: float
    """Distance at which the plateau ends along the lowest eigenvector, level / |lambda|; NaN where there is none."""
    predicted: float
    """Iterations from the lowest gradient norm to the end of the plateau by linear theory; NaN where it has no answer."""


def stay(objective: Objective, plateau: Plateau, optimiser: Optimiser, count: int = 4) -> Stay:
    """Look at the curvature of a plateau. count: how many of the lowest eigenvalues.

    It takes 60 to 200 Hessian-vector products, and a Newton step where training ended: the time of some 300 iterations of one run, measured
    on nets of 93 to 9,610 parameters.
    """
    point = curvature.Point(objective, objective.unflat(plateau.theta))
    found = curvature.lowest(point, count)
    scale = max(abs(found.values[0]), abs(found.largest))
    escaping = found.values < -STRICT * scale
    if not escaping.any() or (plateau.leave is None and not point.is_near_stationary()):
        return Stay(plateau, found, False, np.nan, np.nan, np.nan)
    parts = np.abs(found.vectors[escaping] @ point.gradient)
    eigenvalues, rule = found.values[escaping], linear(optimiser)
    predicted = np.nan
    if rule:
        factors, share = growth(eigenvalues, **rule)
        parts_growing = parts * share if plateau.lowest_at == 0 else parts
        predicted = iterations(parts_growing, factors, plateau.level)
    distance = float(np.linalg.norm(parts / eigenvalues))
    return Stay(plateau, found, True, distance, float(plateau.level / -eigenvalues[0]), predicted)


class Examined(NamedTuple):
    """The plateaus of many runs, the first `most` of each; NaN where there are fewer. Where a run ended is in `end_`s."""

    plateaus: np.ndarray
    """How many plateaus a run has left. (runs,)"""
    enter: np.ndarray
    lowest_at: np.ndarray
    leave: np.ndarray
    """First iteration of the plateau, that of the lowest gradient norm, and the first after it. (runs, most)"""
    spent: np.ndarray
    """Iterations on the plateau. (runs, most)"""
    left: np.ndarray
    """Iterations from the lowest gradient norm to the first after the plateau, ... (runs, most)"""
    predicted: np.ndarray
    """... and the same by linear theory. (runs, most)"""
    loss: np.ndarray
    slope: np.ndarray
    """Loss and gradient norm at the lowest gradient norm. (runs, most)"""
    curvature: np.ndarray
    """The lowest eigenvalue of the Hessian there. (runs, most)"""
    largest: np.ndarray
    """The largest. (runs, most)"""
    strict: np.ndarray
    """1 at a strict saddle, 0 elsewhere. (runs, most)"""
    end_curvature: np.ndarray
    end_largest: np.ndarray
    end_strict: np.ndarray
    """The same where the run ended: the lowest gradient norm since its last plateau. NaN if it was leaving one. (runs,)"""
    end_spent: np.ndarray
    end_predicted: np.ndarray
    """Iterations there until the end of training, and those that it needs from the lowest gradient norm by linear theory. (runs,)"""


def examine(
    objectives: Sequence[Objective],
    watch: Watch,
    optimiser: Optimiser,
    most: int = 8,
    count: int = 2,
    examined: np.ndarray | None = None,
) -> Examined:
    """The curvature at the plateaus of all runs of a training.

    objectives, optimiser: as `training.train` took them. watch: the watcher that it was given. most: how many plateaus of a run are looked
    at. count: how many of the lowest eigenvalues linear theory takes. examined: (runs,) of which runs the curvature is wanted, all if not
    given: it takes one Hessian a plateau, and one at the end (`curvature.lowest`). Of others it is NaN, as is what linear theory says.
    """
    runs = len(objectives)
    wanted = np.ones(runs, dtype=bool) if examined is None else examined
    columns = {name: np.full(runs if name.startswith("end_") else (runs, most), np.nan) for name in Examined._fields}
    columns["plateaus"] = np.full(runs, np.nan)
    for run, objective in enumerate(objectives):
        if not np.isfinite(watch.slopes[0][run]):
            continue
        found, end = watch.plateaus(run)
        columns["plateaus"][run] = len(found)
        for k, plateau in enumerate(found[:most]):
            for name, value in (_times(plateau) | (_curvature(objective, plateau, optimiser, count) if wanted[run] else {})).items():
                columns[name][run, k] = value
        if end is not None:
            for name, value in (_times(end) | (_curvature(objective, end, optimiser, count) if wanted[run] else {})).items():
                if f"end_{name}" in columns:
                    columns[f"end_{name}"][run] = value
    return Examined(**columns)


def _times(plateau: Plateau) -> dict[str, float]:
    """The columns of `Examined` that need no Hessian."""
    leave = np.nan if plateau.leave is None else plateau.leave
    times = {"enter": plateau.enter, "lowest_at": plateau.lowest_at, "leave": leave, "spent": plateau.spent, "left": plateau.left}
    return times | {"loss": plateau.loss, "slope": plateau.slope}


def _curvature(objective: Objective, plateau: Plateau, optimiser: Optimiser, count: int) -> dict[str, float]:
    """Those that do."""
    found = stay(objective, plateau, optimiser, count)
    return {
        "predicted": found.predicted,
        "curvature": found.lowest.values[0],
        "largest": found.lowest.largest,
        "strict": float(found.strict),
    }
