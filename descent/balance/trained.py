"""What training of small nets gives, by whatever method, and how runs end."""

from typing import NamedTuple

import numpy as np

from descent.balance.gradient_descent import descend
from descent.balance.nets import Net, Points

STATUS = ("arrived", "diverged", "not converged")
"""How a run can end: at the last time, with a loss that is not finite, with a solver that gave up."""
ARRIVED, DIVERGED, NOT_CONVERGED = range(len(STATUS))


class Trained(NamedTuple):
    """One row a run; NaN where a run did not come so far."""

    theta: np.ndarray
    """The parameters at each time. (runs, points, P)"""
    moved: np.ndarray
    """sum of ||eta gradient||^2 of the steps before each time, in each layer; zero in the flow. (runs, points, layers)"""
    steps: np.ndarray
    """Steps taken. (runs,)"""
    kinks: np.ndarray
    """Kinks that the flow met or left. (runs,)"""
    resting: np.ndarray
    """Most pre-activations that rested at their kinks at once, in the flow. (runs,)"""
    diverged_at: np.ndarray
    """The first iteration whose loss is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """Index in `STATUS`. (runs,)"""


def step_by_step(net: Net, loss: str, theta, data: Points, times, rule, batches=None) -> Trained:
    """Training by an update rule, to the iterations nearest to the times (points,). theta: (runs, P); rule, batches: see
    `gradient_descent.descend`; a rule also has `time`, the flow time of one step. Raises ValueError where a step is longer than
    the time between two points.
    """
    kept_at = np.rint(np.asarray(times) / rule.time).astype(int)
    if (np.diff(kept_at) < 1).any():
        raise ValueError(f"eta = {rule.eta}: a step is longer than the time between two of the {len(times)} points")
    found = descend(net, loss, theta.copy(), data, rule, kept_at, lambda theta: theta, batches)
    runs, none = len(theta), np.zeros(len(theta), int)
    status = np.where(found.diverged_at >= 0, DIVERGED, ARRIVED)
    return Trained(found.seen, found.moved, np.full(runs, kept_at[-1]), none, none, found.diverged_at, status)
