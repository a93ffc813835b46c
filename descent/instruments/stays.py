"""The Hessian at a plateau: whether the plateau is at a strict saddle, and the time to leave it by linear theory."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from descent.instruments import curvature
from descent.instruments.linear_theory import growth, iterations, linear
from descent.instruments.objective import Objective
from descent.instruments.optimisers import Optimiser
from descent.instruments.plateaus import Plateau, Watch

STRICT = 1e-3
"""An eigenvalue is negative if it is below minus this share of the largest in absolute value. Points near flat minima have smaller ones."""


class Stay(NamedTuple):
    """A plateau with the curvature where the gradient norm is lowest."""

    plateau: Plateau
    lowest: curvature.Lowest
    strict: bool
    """Whether the plateau is at a strict saddle: the lowest eigenvalue is negative and, at the end of training, a saddle is near."""
    distance: float
    """Distance from the saddle along the escaping eigenvectors, the norm of all |v.g| / |lambda|; NaN where there are none."""
    reach: float
    """Distance along the lowest eigenvector at which the plateau ends, level / |lambda|; NaN where there is none."""
    predicted: float
    """Iterations from the lowest gradient norm to the end of the plateau by linear theory; NaN where the theory has no answer."""


def stay(objective: Objective, plateau: Plateau, optimiser: Optimiser, count: int = 4) -> Stay:
    """The curvature at a plateau. count: number of lowest eigenvalues.

    The cost is 60 to 200 Hessian-vector products, plus a Newton step at the end of training. On nets of 93 to 9,610 parameters this takes
    the time of about 300 iterations of one run.
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
    """The first `most` plateaus of each run, NaN where there are fewer. The fields `end_` are those of the plateau at a run's end."""

    plateaus: np.ndarray
    """Number of plateaus that a run has left. (runs,)"""
    enter: np.ndarray
    lowest_at: np.ndarray
    leave: np.ndarray
    """First iteration of the plateau, that of the lowest gradient norm, and the first after it. (runs, most)"""
    spent: np.ndarray
    """Iterations on the plateau. (runs, most)"""
    left: np.ndarray
    """Iterations from the lowest gradient norm to the first after the plateau. (runs, most)"""
    predicted: np.ndarray
    """`left` by linear theory. (runs, most)"""
    loss: np.ndarray
    slope: np.ndarray
    """Loss and gradient norm at the lowest gradient norm. (runs, most)"""
    curvature: np.ndarray
    """The lowest eigenvalue of the Hessian at the lowest gradient norm. (runs, most)"""
    largest: np.ndarray
    """The largest eigenvalue of the Hessian at the lowest gradient norm. (runs, most)"""
    strict: np.ndarray
    """1 at a strict saddle, 0 elsewhere. (runs, most)"""
    end_curvature: np.ndarray
    end_largest: np.ndarray
    end_strict: np.ndarray
    """Curvature and strictness at the lowest gradient norm since the last plateau. NaN if the run ended while leaving a plateau. (runs,)"""
    end_spent: np.ndarray
    end_predicted: np.ndarray
    """Iterations on the plateau at the end, and iterations from its lowest gradient norm until leaving by linear theory. (runs,)"""


def examine(
    objectives: Sequence[Objective],
    watch: Watch,
    optimiser: Optimiser,
    most: int = 8,
    count: int = 2,
    examined: np.ndarray | None = None,
) -> Examined:
    """The plateaus of all runs of a training, with their curvature.

    objectives, optimiser: those given to `training.train`. watch: the watcher given to it. most: most plateaus per run. count: number of
    lowest eigenvalues for linear theory. examined: the runs for which curvature is computed, bool (runs,), by default all; it takes one
    Hessian per plateau and one at the end (`curvature.lowest`). Other runs have NaN for curvature and predictions.
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
    """The columns of `Examined` that need the Hessian."""
    found = stay(objective, plateau, optimiser, count)
    return {
        "predicted": found.predicted,
        "curvature": found.lowest.values[0],
        "largest": found.lowest.largest,
        "strict": float(found.strict),
    }
