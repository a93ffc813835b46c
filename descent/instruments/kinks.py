"""Points where a function has a kink: whether they are stationary, by the gradients around them (Burke, Lewis, Overton 2005)."""

import numpy as np
import torch
from scipy.optimize import nnls

from descent.instruments.objective import Objective

AROUND = 1e-8
"""Distance from a point of the places whose gradients count, as a share of the parameters' size, or of 1 where that is larger."""
SAMPLES = 64
"""How many places."""
WIDEST = 1e-3
"""Distance at which the descent along such gradients begins; it becomes a tenth when no step helps."""
ROUNDS = 40
"""Most steps of it."""
FALL, HALVINGS = 1e-4, 20
"""Share of what a direction promises that a step must bring, and how many lengths of it are tried."""
WEIGHT = 1e3
"""Of the condition that shares add up to 1."""


def smallest(objective: Objective, theta: np.ndarray, distance: float = AROUND) -> np.ndarray:
    """The shortest vector among all averages of the gradients at places around a point. theta: (size,). Returns (size,).

    It is 0 at a stationary point. At a kink it is 0 where the slopes of the pieces that meet there balance: the gradient of each
    piece by itself need not be small.
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
    """Descend along the shortest averages of gradients until that close around a point is at most the tolerance, if it comes to that.

    theta: (size,). Returns the point, and the length of its shortest average.
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
    """The first point against a direction, of ever shorter steps, where the function falls by FALL of what the direction promises."""
    value, square = _value_and_gradient(objective, theta)[0], float((direction * direction).sum())
    for length in 0.5 ** np.arange(HALVINGS):
        there = theta - length * direction
        if _value_and_gradient(objective, there)[0] < value - FALL * length * square:
            return there
    return None


def _gradients(objective: Objective, places: np.ndarray) -> np.ndarray:
    """Gradients at places (count, size), at once where torch can."""
    try:
        at_once = torch.func.vmap(torch.func.grad(lambda flat: objective.value(objective.unflat(flat)).reshape(())))
        return at_once(torch.from_numpy(places)).numpy()
    except Exception:  # torch.func refuses in many ways
        return np.array([_value_and_gradient(objective, place)[1] for place in places])


def _value_and_gradient(objective: Objective, theta: np.ndarray) -> tuple[float, np.ndarray]:
    at = torch.from_numpy(theta).requires_grad_()
    value = objective.value(objective.unflat(at)).reshape(())
    (slope,) = torch.autograd.grad(value, at, allow_unused=True, materialize_grads=True)
    return float(value.detach()), slope.numpy()
