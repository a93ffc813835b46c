"""L-BFGS for many runs side by side, with a line search that works at kinks."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

MEMORY = 10
"""Number of pairs of steps and gradient changes that are kept."""
FALL, FLATTER = 1e-4, 0.9
"""Constants of the weak Wolfe conditions: of sufficient decrease, and of curvature."""
ROUNDING = 1e-14
"""Near a minimum f changes by less than its rounding. There f may rise by this share, and slopes decide (Hager and Zhang 2005)."""
HALVINGS = 40
"""Most points that a line search evaluates."""
PATIENCE, PROGRESS = 30, 1e-9
"""A run is stuck, for example at a kink, if this many steps neither lower f by this share nor halve the least gradient norm."""
Function = Callable[[torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]]
"""Called as function(theta, rows): returns values (rows,) and gradients (rows, width) at theta (rows, width). rows: indices of runs."""


class Minimised(NamedTuple):
    """The ends of all runs."""

    theta: torch.Tensor
    """(runs, width)"""
    value: torch.Tensor
    """f at theta. (runs,)"""
    gradient: torch.Tensor
    """The gradient at theta. (runs, width)"""
    converged: torch.Tensor
    """Whether the gradient's norm is at most the tolerance. (runs,)"""
    iterations: torch.Tensor
    """Number of steps. (runs,)"""
    kept: torch.Tensor
    """theta at the requested iterations, or at a run's end if it is earlier. (times, runs, width)"""


def minimise(function: Function, start: torch.Tensor, tolerance: float, iterations: int, times: Sequence[int] = ()) -> Minimised:
    """Minimise a function from start (runs, width), each run independently.

    A run ends when the gradient's norm is at most the tolerance, after `iterations` steps, or when it is stuck. times: iterations at which
    theta is kept. The line search doubles and bisects the step until the weak Wolfe conditions hold (Lewis and Overton 2013). They can be
    met even where f has kinks on all sides. A run's numbers do not depend on the runs beside it.
    """
    search = _Search(function, start, tolerance, iterations, times)
    while len(search.rows):
        search.step()
    return Minimised(search.theta, search.value, search.gradient, search.converged, search.count, search.kept)


class _Search:
    """The state of all runs. theta, gradient, direction: (runs, width); steps, changes: (runs, MEMORY, width), the newest last."""

    def __init__(self, function, start, tolerance, iterations, times):
        self.function, self.tolerance, self.iterations, self.times = function, tolerance, iterations, list(times)
        runs, self.theta = len(start), start.clone()
        self.rows = torch.arange(runs, device=start.device)
        self.value, self.gradient = (part.clone() for part in function(self.theta, self.rows))
        self.steps, self.changes = (start.new_zeros(runs, MEMORY, start.shape[1]) for _ in range(2))
        self.weights, self.scale = start.new_zeros(runs, MEMORY), start.new_zeros(runs)
        self.direction = torch.zeros_like(start)
        self.slope, self.length, self.low, self.high = (start.new_zeros(runs) for _ in range(4))
        self.tries, self.count = (torch.zeros(runs, dtype=torch.long, device=start.device) for _ in range(2))
        self.kept = start.expand(len(self.times), *start.shape).clone()
        self.converged = torch.linalg.vector_norm(self.gradient, dim=1) <= tolerance
        self.mark, self.least = self.value.clone(), torch.linalg.vector_norm(self.gradient, dim=1)
        self.marked = torch.zeros_like(self.count)
        fine = self.value.isfinite() & self.gradient.isfinite().all(dim=1)
        self.rows = (fine & ~self.converged).nonzero()[:, 0] if iterations else self.rows[:0]
        self._aim(self.rows)

    def step(self):
        """Evaluate one more point in every active run."""
        rows, length = self.rows, self.length[self.rows]
        direction, slope, before = self.direction[rows], self.slope[rows], self.value[rows]
        there = self.theta[rows] + length[:, None] * direction
        value, gradient = self.function(there, rows)
        here = (gradient * direction).sum(dim=1)
        fine = value.isfinite() & gradient.isfinite().all(dim=1)
        level = (value <= before + ROUNDING * before.abs()) & (here <= (2 * FALL - 1) * slope)
        lower = fine & ((value <= before + FALL * length * slope) | level)
        flatter = here >= FLATTER * slope
        self.low[rows] = torch.where(lower & ~flatter, length, self.low[rows])
        self.high[rows] = torch.where(lower, self.high[rows], length)
        low, high = self.low[rows], self.high[rows]
        self.length[rows] = torch.where(high.isinf(), 2 * low, (low + high) / 2)
        self.tries[rows] += 1
        accepted = lower & flatter
        self._move(rows[accepted], there[accepted], value[accepted], gradient[accepted])
        self._give_up(rows[~accepted & (self.tries[rows] >= HALVINGS)])

    def _move(self, rows, theta, value, gradient):
        """Take the steps that line searches have accepted. rows: their runs. theta, value, gradient: at the new points."""
        if not len(rows):
            return
        step, change = theta - self.theta[rows], gradient - self.gradient[rows]
        along, square = (step * change).sum(dim=1), (change * change).sum(dim=1)
        curved = along > 0
        new = rows[curved]
        for memory, pair in ((self.steps, step), (self.changes, change)):
            memory[new] = torch.cat([memory[new, 1:], pair[curved, None]], dim=1)
        self.weights[new] = torch.cat([self.weights[new, 1:], 1 / along[curved, None]], dim=1)
        self.scale[new] = along[curved] / square[curved]
        self.theta[rows], self.value[rows], self.gradient[rows] = theta, value, gradient
        self.count[rows] += 1
        for k, time in enumerate(self.times):
            self.kept[k, rows[self.count[rows] <= time]] = theta[self.count[rows] <= time]
        norm = torch.linalg.vector_norm(gradient, dim=1)
        self.converged[rows] = norm <= self.tolerance
        over = self.converged[rows] | (self.count[rows] >= self.iterations) | self._stuck(rows, value, norm)
        self._end(rows[over])
        self._aim(rows[~over])

    def _stuck(self, rows, value, norm):
        """Whether runs have made no progress in the last `PATIENCE` steps. Returns (rows,)."""
        better = (value < self.mark[rows] - PROGRESS * self.mark[rows].abs()) | (norm < 0.5 * self.least[rows])
        new = rows[better]
        self.mark[new], self.least[new], self.marked[new] = value[better], torch.minimum(self.least[new], norm[better]), self.count[new]
        return self.count[rows] - self.marked[rows] >= PATIENCE

    def _give_up(self, rows):
        """After a failed line search, restart along the gradient. A run whose search along the gradient failed ends."""
        fresh = self.scale[rows] == 0
        self._end(rows[fresh])
        rows = rows[~fresh]
        self._forget(rows)
        self._aim(rows)

    def _forget(self, rows):
        self.steps[rows], self.changes[rows], self.weights[rows], self.scale[rows] = 0, 0, 0, 0

    def _end(self, rows):
        if len(rows):
            self.rows = self.rows[~torch.isin(self.rows, rows)]

    def _aim(self, rows):
        """Set the directions of descent from the last steps (Nocedal 1980), and start the line searches."""
        if not len(rows):
            return
        gradient, steps, changes, weights = self.gradient[rows], self.steps[rows], self.changes[rows], self.weights[rows]
        direction, parts = -gradient, []
        for k in reversed(range(MEMORY)):
            part = weights[:, k] * (steps[:, k] * direction).sum(dim=1)
            direction = direction - part[:, None] * changes[:, k]
            parts.append(part)
        norm, scale = torch.linalg.vector_norm(gradient, dim=1), self.scale[rows]
        direction = direction * torch.where(scale > 0, scale, 1 / norm.clamp(min=1.0))[:, None]
        for k in range(MEMORY):
            part = parts.pop() - weights[:, k] * (changes[:, k] * direction).sum(dim=1)
            direction = direction + part[:, None] * steps[:, k]
        slope = (gradient * direction).sum(dim=1)
        uphill = ~(slope < 0)
        if uphill.any():
            self._forget(rows[uphill])
            direction = torch.where(uphill[:, None], -gradient / norm.clamp(min=1.0)[:, None], direction)
            slope = (gradient * direction).sum(dim=1)
        self.direction[rows], self.slope[rows] = direction, slope
        self.length[rows], self.low[rows], self.high[rows], self.tries[rows] = 1.0, 0.0, math.inf, 0
