"""Gradient descent, then its late phase as a flow."""

import numpy as np

from descent import parameters, progress
from descent.balance.factor_flow import late_flow, log10_iterations
from descent.balance.factor_training import Problem, Trained, descended, levels
from descent.elementary import square
from descent.ends import End
from descent.parameters import Count, Positive, given

LABEL = "late-phase flow"
RESOLVED = 1e-8
"""The smallest residual that the flow's solver resolves; for smaller levels the flow gives no iteration."""


class Parameters(parameters.Parameters):
    """Lengths of both phases."""

    steps_before_flow: Count = given(1000, "Iterations before the flow takes over.")
    flow_time: Positive = given(description="Flow time of the late phase.")


def train(problem: Problem, steps_before_flow: int, flow_time: float) -> Trained:
    """Train every run. The late phase has `points` points, as descent has."""
    begun, ends = descended(problem, steps_before_flow)
    points = problem.points
    times = np.linspace(0.0, flow_time, points + 1)[1:]
    late = np.full((4, len(problem.s), points), np.nan)
    for n in progress.through(np.flatnonzero(begun.status == End.COMPLETED), "run in its flow"):
        late[:, n] = late_flow(*ends[n], problem.s[n], np.append(0.0, times))[:, 1:]
    after = log10_iterations(times, steps_before_flow, problem.step_scale, problem.step_power)
    curves = np.concatenate([np.stack(begun[1:5]), late], axis=2)
    status = np.where((begun.status == End.COMPLETED) & np.isnan(late).any(axis=(0, 2)), End.GAVE_UP, begun.status)
    rows = np.broadcast_to(np.append(begun.log10_iteration[0], after), curves.shape[1:])
    reach, most = _reached(begun.reach, late[0], after, problem.eps), _largest(begun.most, curves, points)
    return Trained(rows, *curves, reach, most, begun.ratio, begun.diverged_at, status)


def _reached(reach, residual, iteration, eps: float) -> np.ndarray:
    """log10 of the iterations from which the residual stays at most each level, in descent or in the flow. Returns (runs, levels).

    reach: of descent, (runs, levels); residual: of the flow, (runs, points); iteration: of the flow, (points,) as log10.
    """
    below = residual[:, :, None] <= levels(eps)
    stays = np.flip(np.logical_and.accumulate(np.flip(below, axis=1), axis=1), axis=1)
    seen = np.isnan(reach) & stays[:, -1] & (levels(eps) >= RESOLVED)
    return np.where(seen, iteration[stays.argmax(axis=1)], reach)


def _largest(most, curves, points: int) -> np.ndarray:
    """The largest values over descent and flow, as in `Factored.most`. most: of descent, (runs, 5).

    curves: residual, imbalance and both squared norms, (4, runs, kept), with those of the flow as the last `points`.
    """
    f = 0.5 * square(curves[0])
    rise = np.diff(f[:, -points - 1 :], axis=1).max(axis=1)
    largest = [values.max(axis=1) for values in (curves[1], f, curves[2], curves[3])]
    return np.maximum(most, np.stack([largest[0], rise, *largest[1:]], axis=1))
