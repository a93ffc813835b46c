"""Ends of training, polished to stationary points, and their kinds: good minima, bad minima, saddles."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments import curvature, kinks
from descent.instruments.classified import errors
from descent.instruments.objective import Objective, Parameters
from descent.instruments.polish import descend, newton, rows

GOOD, BAD, SADDLE, NOT_CONVERGED, AT_INFINITY = "good", "bad", "saddle", "not converged", "at infinity"
MEANINGS = {
    GOOD: "The least loss.",
    BAD: "A local minimum above the least loss.",
    SADDLE: "A stationary point with negative curvature, or with a lower loss near it.",
    NOT_CONVERGED: "The gradient did not reach the tolerance: the loss is too flat, or has kinks.",
    AT_INFINITY: "No point is misclassified, and the loss approaches its least value without a finite minimum.",
}
LEAST = 1e-8
"""A loss counts as the least one if it exceeds that by at most this."""
DOWNWARD = -1e-6
"""An eigenvalue below this share of the largest in absolute value is negative."""
FURTHER, RATIO, NEAR = 300, 1e-8, 1e-2
"""The least loss is at a finite distance if `FURTHER` more steps lower the gradient by the factor `RATIO`, within the share `NEAR` of
|theta|.
"""
PROBES, RADIUS, FALL = 8, 1e-2, 1e-6
"""Number of points near a bad minimum from which a lower loss is searched for, their distance, and the relative fall that counts."""
PROBE_STEPS, PROBE_TOLERANCE = 100, 1e-6
"""Most steps of L-BFGS from these points, and the gradient's norm at which they end."""
KINKED = 20_000
"""Most parameters of a network whose end is tested for a kink, which takes thousands of gradients."""
AT_A_KINK = "an average of the gradients around it"


class Minimum(NamedTuple):
    """A polished end."""

    word: str
    """One of MEANINGS."""
    theta: Parameters
    loss: float
    gradient: float
    """The gradient's norm; at a kink, the norm of the shortest average of the gradients around it."""
    eigenvalues: np.ndarray
    """The Hessian's lowest eigenvalues; NaN unless the end is a smooth bad minimum or saddle. At the least loss none is negative; at a kink
    there is no Hessian. (count,)
    """
    largest: float
    """The Hessian's largest eigenvalue; NaN as `eigenvalues`."""
    errors: float
    """Number of misclassified points; NaN where targets are no classes."""
    way: str
    """How the end reached the tolerance: nothing, L-BFGS, Newton, or AT_A_KINK."""
    moved: float = 0.0
    """Distance from the end of training, as a share of |theta|. Where training had not converged, polishing continues it."""


def minima(objectives: Sequence[Objective], lowest: float, tolerance: float, steps: int, count: int, device: str) -> list[Minimum]:
    """Polish every objective from its start, and classify the result.

    lowest: the least possible loss. tolerance: of the gradient's norm. steps: most steps of L-BFGS. count: number of eigenvalues.
    """
    found, gradients = descend(objectives, tolerance, steps, device=device)
    ends = rows(gradients, found.theta)
    points, ways = [], []
    for objective, end, moved in zip(objectives, ends, found.iterations.tolist(), strict=True):
        point, by_newton = newton(objective, curvature.Point(objective, end), tolerance)
        points.append(point)
        ways.append("Newton" if by_newton else "L-BFGS" if moved else "nothing")
    going = [run for run, pair in enumerate(zip(objectives, points, strict=True)) if _goes_down_further(*pair, lowest, tolerance)]
    flat = _on(objectives, points, going, device)
    ends = [_minimum(*run, lowest, tolerance, count) for run in zip(objectives, points, ways, flat, strict=True)]
    ends = [end._replace(moved=_distance(objective, end.theta)) for objective, end in zip(objectives, ends, strict=True)]
    below = _is_lower_beside(objectives, ends, device)
    return [end._replace(word=SADDLE) if lower else end for end, lower in zip(ends, below, strict=True)]


def _distance(objective, theta) -> float:
    """Distance from the objective's start to theta, as a share of |theta|."""
    end = objective.flat(theta)
    return float((end - objective.flat(objective.start)).norm() / end.norm().clamp(min=torch.finfo(end.dtype).tiny))


def _goes_down_further(objective, point, lowest, tolerance) -> bool:
    """Whether the loss may go on falling to its least value without a stationary point nearby.

    The loss is then nearly the least, or no point is misclassified at a gradient within the tolerance.
    """
    theta, slope = objective.unflat(point.theta.detach()), np.linalg.norm(point.gradient)
    least = _loss(objective, theta) <= lowest + LEAST
    nearly = least or (slope <= tolerance and errors(objective, theta) == 0)
    return bool(nearly and slope > 0 and not point.is_near_stationary())


def _on(objectives, points, going, device) -> list[bool]:
    """Whether each point reaches the least loss at a finite distance; `points` are moved there. True for those not in `going`.

    A loss that is a power of a slack reaches it within a small part of |theta|. An exponential loss needs a multiple of |theta| for the
    same fall of the gradient.
    """
    finite = [True] * len(points)
    if going:
        starts = [points[run].theta.detach() for run in going]
        found, gradients = descend([objectives[run] for run in going], 0.0, FURTHER, device=device, starts=starts)
        for run, theta, slope in zip(going, rows(gradients, found.theta), found.gradient.cpu(), strict=True):
            before, end = points[run], objectives[run].flat(theta)
            moved = torch.linalg.vector_norm(end - before.theta.detach()) / torch.linalg.vector_norm(end)
            fallen = torch.linalg.vector_norm(slope) <= RATIO * np.linalg.norm(before.gradient)
            finite[run] = bool(fallen and moved <= NEAR)
            if finite[run]:
                points[run] = curvature.Point(objectives[run], theta)
    return finite


def _minimum(objective, point, way, finite, lowest, tolerance, count) -> Minimum:
    theta = objective.unflat(point.theta.detach())
    loss = _loss(objective, theta)
    slope, wrong = float(np.linalg.norm(point.gradient)), errors(objective, theta)
    values, largest = np.full(count, np.nan), np.nan
    word = GOOD if loss <= lowest + LEAST and finite else AT_INFINITY if not finite else NOT_CONVERGED
    if word == NOT_CONVERGED and slope > tolerance and objective.size <= KINKED:
        settled, near = kinks.settle(objective, point.theta.detach().numpy(), tolerance)
        if near <= tolerance:
            there = objective.unflat(torch.from_numpy(settled))
            return Minimum(BAD, there, _loss(objective, there), near, values, largest, errors(objective, there), AT_A_KINK)
    if word == NOT_CONVERGED and slope <= tolerance:
        seen = curvature.lowest(point, count)
        values[: len(seen.values)], largest = seen.values, seen.largest
        word = SADDLE if values[0] < DOWNWARD * max(abs(values[0]), abs(largest)) else BAD
    return Minimum(word, theta, loss, slope, values, largest, wrong, way)


def _loss(objective: Objective, theta: Parameters) -> float:
    with torch.no_grad():
        return float(objective.value(theta))


def _is_lower_beside(objectives, ends, device) -> list[bool]:
    """Whether L-BFGS finds a lower loss near an end that looks like a bad minimum. The direction of descent may have zero curvature."""
    lower, looked = [False] * len(ends), [run for run, end in enumerate(ends) if end.word == BAD]
    directions = torch.randn(PROBES, objectives[0].size, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    away = RADIUS * directions / torch.linalg.vector_norm(directions, dim=1, keepdim=True)
    if looked:
        starts = [objectives[run].flat(ends[run].theta) + shift for run in looked for shift in away]
        probed = [objectives[run] for run in looked for _ in away]
        found, _ = descend(probed, PROBE_TOLERANCE, PROBE_STEPS, device=device, starts=starts)
        for run, values in zip(looked, found.value.cpu().reshape(-1, PROBES), strict=True):
            lower[run] = bool((values < ends[run].loss - FALL * abs(ends[run].loss)).any())
    return lower
