"""What a descent on the octopus is asked for, and what it returns.

A method is one file in `methods/`, called as `descend(x, streams, p, eta, limits, **parameters)`: x (runs, d) starts, streams (runs, 4) the
runs' random streams, p an Octopus, eta the step size, limits as below, and the parameters that its `PARAMETERS` name.
"""

from typing import NamedTuple

import numpy as np

STATUS = ("minimum", "limit", "underflow", "left domain", "diverged")
"""How a run ended: within eps of a minimum; at max_steps; on a saddle, with the coordinate that must grow below the smallest normal float
(where steps round to nothing); outside the tube; not finite."""
MINIMUM, LIMIT, UNDERFLOW, LEFT_DOMAIN, DIVERGED = range(5)

TINY = np.finfo(np.float64).tiny
"""The smallest normal float."""

VISIT_EPS = np.logspace(-3, 1, 33)
"""The eps at which visits to eps-second-order stationary points are counted."""


class Limits(NamedTuple):
    """How far to run and what to keep.

    eps: stop within this distance of a minimum. max_steps: give up after so many iterations. record: keep f at the first so many
    iterations. path: keep x at the first so many. rho: Hessian Lipschitz constant; where positive, second-order points are counted.
    """

    eps: float
    max_steps: float
    record: int = 0
    path: int = 0
    rho: float = 0.0


class Descent(NamedTuple):
    """What happened to each run; NaN for what did not.

    escape: (runs, d) first iteration with |x_k| > 2 tau. plateau: (runs, d) f halfway between two escapes, where kept.
    exact: (runs,) number of leading escapes whose iteration is exact. steps: (runs,) iterations to within eps of a minimum.
    status: (runs,) index in STATUS. end: (runs, d) last point. objective: (runs, record) f. path: (runs, path, d) x.
    second_order: (runs,) the smallest eps for which an iterate before the last escape is an eps-second-order stationary point.
    visits: (runs, 33) how many such iterates are eps-second-order stationary points, for each eps in VISIT_EPS.
    """

    escape: np.ndarray
    plateau: np.ndarray
    exact: np.ndarray
    steps: np.ndarray
    status: np.ndarray
    end: np.ndarray
    objective: np.ndarray
    path: np.ndarray
    second_order: np.ndarray
    visits: np.ndarray


def blank(x, limits: Limits) -> Descent:
    """A `Descent` in which nothing has happened yet. x: (runs, d) starts."""
    runs, d = x.shape
    return Descent(
        escape=np.full((runs, d), np.nan),
        plateau=np.full((runs, d), np.nan),
        exact=np.full(runs, d),
        steps=np.full(runs, np.nan),
        status=np.full(runs, LIMIT),
        end=x.copy(),
        objective=np.full((runs, limits.record), np.nan),
        path=np.full((runs, limits.path, d), np.nan),
        second_order=np.full(runs, np.nan),
        visits=np.zeros((runs, VISIT_EPS.size if limits.rho else 0), dtype=np.int64),
    )
