"""Whether a point at a kink is stationary, from the gradients around it (gradient sampling: Burke, Lewis, Overton 2005)."""

import numpy as np
import torch
from scipy.optimize import nnls

from descent.instruments.objective import Objective

AROUND = 1e-8
"""Distance of the sampled gradients from a point, as a share of the larger of the parameters' norm and 1."""
SAMPLES = 64
"""Number of sampled gradients."""
WIDEST = 1e-3
"""Sampling distance at which the descent begins. It is divided by 10 whenever no step lowers the function."""
ROUNDS = 40
"""Most steps of the descent."""
FALL, HALVINGS = 1e-4, 20
"""Share of the predicted decrease that a step must achieve (Armijo's condition), and number of step lengths tried."""
WEIGHT = 1e3
"""Weight of the condition that the shares sum to 1."""


def smallest(objective: Objective, theta: np.ndarray, distance: float = AROUND) -> np.ndarray:
    """The shortest weighted average of the gradients at a point and around it. theta: (size,). distance: as `AROUND`. Returns (size,).

    The average is 0 at a stationary point. At a kink it is 0 where the slopes of the adjacent pieces balance, even if none is small.
    """
    directions = np.random.default_rng(0).standard_normal((SAMPLES, len(theta)))
    reach = distance * max(1.0, float(np.linalg.norm(theta)))
    places = theta + reach * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    slopes = _gradients(objective, np.vstack([theta, places]))
    size = max(float(np.linalg.norm(slopes, axis=1).max()), np.finfo(float).tiny)
    weighted = np.vstack([slopes.T / size, np.full(len(slopes), WEIGHT)])
    shares, _ = nnls(weighted, np.append(np.zeros(len(theta)), WEIGHT))
    return slopes.T @ (shares / shares.sum())


def settle(objective: Objective, theta: np.ndarray, tolerance: float) -> tuple[np.ndarray, float]:
    """Descend along shortest averages of gradients until the one within `AROUND` is at most the tolerance, or no step helps.

    theta: (size,). Returns the last point (size,) and the norm of its shortest average, which may be above the tolerance.
    """
    distance = WIDEST
    for _ in range(ROUNDS):
        near = float(np.linalg.norm(smallest(objective, theta)))
        if near <= tolerance or distance < AROUND:
            break
        direction = smallest(objective, theta, distance)
        there = None if np.linalg.norm(direction) <= distance else _lower(objective, theta, direction)
        if there is None:
            distance /= 10
        else:
            theta = there
    return theta, near


def _lower(objective: Objective, theta: np.ndarray, direction: np.ndarray) -> np.ndarray | None:
    """The point after the longest step against a direction that meets Armijo's condition; None where no tried length does."""
    value, square = _value_and_gradient(objective, theta)[0], float((direction * direction).sum())
    for length in 0.5 ** np.arange(HALVINGS):
        there = theta - length * direction
        if _value_and_gradient(objective, there)[0] < value - FALL * length * square:
            return there
    return None


def _gradients(objective: Objective, places: np.ndarray) -> np.ndarray:
    """Gradients at places (count, size), batched where torch can. Returns (count, size)."""
    try:
        at_once = torch.func.vmap(torch.func.grad(lambda flat: objective.value(objective.unflat(flat)).reshape(())))
        return at_once(torch.from_numpy(places)).numpy()
    except Exception:  # torch.func fails in many ways
        return np.array([_value_and_gradient(objective, place)[1] for place in places])


def _value_and_gradient(objective: Objective, theta: np.ndarray) -> tuple[float, np.ndarray]:
    at = torch.from_numpy(theta).requires_grad_()
    value = objective.value(objective.unflat(at)).reshape(())
    (slope,) = torch.autograd.grad(value, at, allow_unused=True, materialize_grads=True)
    return float(value.detach()), slope.numpy()
