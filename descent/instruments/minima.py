"""Where training ended, polished to a stationary point, and what that is: a good minimum, a bad one, a saddle."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from scipy.sparse.linalg import minres

from descent.devices import find
from descent.instruments import curvature
from descent.instruments.added_neuron import placed
from descent.instruments.batches import Data
from descent.instruments.classified import errors
from descent.instruments.gradients import Gradients
from descent.instruments.lbfgs import Minimised, minimise
from descent.instruments.objective import Objective, Parameters

GOOD, BAD, SADDLE, NOT_CONVERGED, AT_INFINITY = "good", "bad", "saddle", "not converged", "at infinity"
MEANINGS = {
    GOOD: "The least loss.",
    BAD: "A local minimum above the least loss.",
    SADDLE: "A stationary point with negative curvature.",
    NOT_CONVERGED: "The gradient did not come to the tolerance: the end is at a kink, or the way is too flat.",
    AT_INFINITY: "No point is wrong, and the loss goes to the least one without a finite minimum.",
}
LEAST = 1e-8
"""A loss is the least one where it is within this of it."""
DOWNWARD = -1e-6
"""Curvature below this share of the largest is negative."""
NEWTON = 20
"""Most Newton steps after L-BFGS."""


class Minimum(NamedTuple):
    """A polished end."""

    word: str
    """One of MEANINGS."""
    theta: Parameters
    loss: float
    gradient: float
    """Its norm."""
    eigenvalues: np.ndarray
    """The Hessian's lowest; NaN at the least loss, where no eigenvalue is negative. (count,)"""
    largest: float
    """The largest."""
    errors: float
    """Points classified wrong; NaN where targets are no classes."""
    way: str
    """What brought it to the tolerance: nothing, L-BFGS, Newton."""


def at_home(objective: Objective) -> Objective:
    """The objective on the processor."""
    inputs = tuple(part.cpu() if isinstance(part, torch.Tensor) else part for part in objective.inputs)
    targets = objective.targets.cpu() if isinstance(objective.targets, torch.Tensor) else objective.targets
    return Objective(objective.module.cpu(), (inputs, targets), objective.loss, torch.float64)


def descend(objectives: Sequence[Objective], tolerance: float, steps: int, times=(), device: str = "cpu") -> tuple[Minimised, Gradients]:
    """Minimise every objective from its start by L-BFGS, side by side."""
    device = find(device)
    data = Data([(*objective.inputs, objective.targets) for objective in objectives], device)
    generators = [torch.Generator().manual_seed(0) for _ in objectives]
    with torch.random.fork_rng(devices=[]):
        gradients = Gradients(objectives, data, generators, device)
        return minimise(gradients, gradients.start.clone(), tolerance, steps, times), gradients


def minima(objectives: Sequence[Objective], lowest: float, tolerance: float, steps: int, count: int, device: str) -> list[Minimum]:
    """Polish every objective from its start, and say what it has come to. lowest: the least loss. count: of eigenvalues."""
    found, gradients = descend(objectives, tolerance, steps, device=device)
    theta = {name: values.cpu() for name, values in gradients.stacked(found.theta).items()}
    ends = [{name: values[run].clone() for name, values in theta.items()} for run in range(len(objectives))]
    ways = ["L-BFGS" if count else "nothing" for count in found.iterations.tolist()]
    return [_minimum(*run, lowest, tolerance, count) for run in zip(objectives, ends, ways, strict=True)]


def _minimum(objective, theta, way, lowest, tolerance, count) -> Minimum:
    point = curvature.Point(objective, theta)
    if np.linalg.norm(point.gradient) > tolerance:
        point, moved = _newton(objective, point, tolerance)
        way = "Newton" if moved else way
    theta = objective.unflat(point.theta.detach())
    with torch.no_grad():
        loss = float(objective.value(theta))
    slope, wrong = float(np.linalg.norm(point.gradient)), errors(objective, theta)
    nothing = np.full(count, np.nan), np.nan
    word, (values, largest) = NOT_CONVERGED, nothing
    least = loss <= lowest + LEAST
    if least or wrong == 0:
        finite = slope == 0 or point.is_near_stationary() or _is_beside_flat(objective, point, lowest)
        word = GOOD if least and finite else AT_INFINITY if wrong == 0 and not finite else word
    if word == NOT_CONVERGED and slope <= tolerance:
        seen = curvature.lowest(point, count)
        values, largest = np.pad(seen.values, (0, count - len(seen.values)), constant_values=np.nan), seen.largest
        scale = max(abs(values[0]), abs(largest))
        word = SADDLE if values[0] < DOWNWARD * scale else BAD
    return Minimum(word, theta, loss, slope, values, largest, wrong, way)


def _newton(objective, point, tolerance):
    """Newton steps while each makes the gradient smaller. Returns the point, and whether it has moved."""
    moved = False
    for _ in range(NEWTON):
        norm = np.linalg.norm(point.gradient)
        step, _ = minres(point.hessian(), -point.gradient, rtol=1e-6, maxiter=curvature.NEWTON)
        there = curvature.Point(objective, objective.unflat(point.theta.detach() + torch.from_numpy(step)))
        if not np.linalg.norm(there.gradient) < 0.5 * norm:
            break
        point, moved = there, True
        if np.linalg.norm(point.gradient) <= tolerance:
            break
    return point, moved


def _is_beside_flat(objective, point, lowest) -> bool:
    """Whether the loss is exactly the least a few Newton steps ahead: powers of a slack go there, exponentials never do."""
    step, _ = minres(point.hessian(), -point.gradient, rtol=curvature.ROUGH, maxiter=curvature.NEWTON)
    there = (point.theta.detach() + scale * torch.from_numpy(step) for scale in (2, 4, 8, 16))
    with torch.no_grad():
        return any(float(objective.value(objective.unflat(theta))) <= lowest for theta in there)


def moved_to(objective: Objective, theta: Parameters) -> Objective:
    """The objective with its start elsewhere."""
    return Objective(placed(objective.module, theta), objective.data, objective.loss, objective.precision)
