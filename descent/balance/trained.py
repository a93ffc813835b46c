"""Training of small nets over a flow time, by any method."""

from typing import NamedTuple

import numpy as np

from descent import checked
from descent.balance.gradient_descent import descend
from descent.balance.nets import Net, Points, suit
from descent.ends import End
from descent.losses import ON_ARRAYS


class Trained(NamedTuple):
    """The results, one row per run; NaN at times that a run did not reach."""

    theta: np.ndarray
    """The parameters at each time. (runs, points, P)"""
    moved: np.ndarray
    """Sum of ||eta gradient||^2 in each layer over the steps before each time; zero in the flow. (runs, points, layers)"""
    steps: np.ndarray
    """Number of steps. (runs,)"""
    kinks: np.ndarray
    """Number of kinks that the flow reached or left. (runs,)"""
    resting: np.ndarray
    """Largest number of pre-activations at rest at their kinks at once, in the flow. (runs,)"""
    diverged_at: np.ndarray
    """The first iteration whose loss is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""


def trains_nets(method) -> bool:
    """Whether a method can train nets over a flow time: it has a `run` of its own, or a rule with the parameter eta."""
    return hasattr(method, "run") or (hasattr(method, "rule") and "eta" in method.Parameters.model_fields)


def flow_time(method, parameters: dict) -> float:
    """Flow time per step of a rule: eta, unless the method has its own `flow_time`."""
    return method.flow_time(**parameters) if hasattr(method, "flow_time") else parameters["eta"]


def train_runs(method, net: Net, loss: str, theta, data: Points, times, generators, **parameters) -> Trained:
    """Train every run.

    method: a module with a `rule` for whole arrays (see `gradient_descent.descend`), and `batches` if a step uses only some points, or with
    a `run` of its own; theta: (runs, P); times: (points,) increasing from 0; generators: one per run, for methods that draw random numbers;
    parameters: the method's. Raises ValueError where an argument is not as described, or a step is longer than the time between two points.
    """
    checked.module("method", method, "descent.methods.gd", "Parameters")
    theta, times = suit(net, theta, data, "runs"), checked.increasing("times", times, least=0.0)
    parameters = checked.parameters(method, parameters)
    checked.one_of("loss", loss, ON_ARRAYS)
    if hasattr(method, "run"):
        return method.run(net, loss, theta, data, times, **parameters)
    kept_at = np.rint(np.asarray(times) / flow_time(method, parameters)).astype(int)
    if (np.diff(kept_at) < 1).any():
        raise ValueError(f"eta = {parameters['eta']}: a step is longer than the time between two of the {len(times)} points")
    batches = None
    if hasattr(method, "batches"):
        batches = method.batches(generators, data.x.shape[-1], kept_at[-1], **parameters)
    found = descend(net, loss, theta, data, method, parameters, kept_at, lambda theta: theta, batches)
    runs, none = len(theta), np.zeros(len(theta), int)
    status = np.where(found.diverged_at >= 0, End.DIVERGED, End.COMPLETED)
    return Trained(found.seen, found.moved, np.full(runs, kept_at[-1]), none, none, found.diverged_at, status)
