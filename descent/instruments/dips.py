"""Dips of the gradient's norm along a training. They are found while training runs, so only the parameters at dips are kept."""

from typing import NamedTuple

import numpy as np
import torch

from descent.instruments.objective import Parameters


class Dip(NamedTuple):
    """A dip of one run. Indices count the watched iterations."""

    low: int
    """Index of the lowest norm."""
    high: int
    """Index of the highest norm after `low`, before the norm falls below that divided by `factor`."""
    theta: torch.Tensor
    """The parameters at `low`. (size,)"""


class Dips:
    """A watcher for `training.train`. It follows each run's gradient norm through alternating minima and maxima.

    factor: a minimum counts once the norm is above `factor` times it, a maximum once the norm is below it divided by `factor`. fall: a dip
    counts if the loss falls between it and the next maximum by more than this share of its whole fall. most: most dips per run. Raises
    ValueError where factor or fall is out of range.

    The watcher holds the parameters (runs, size) once, and once more per dip, and two numbers per run and watched iteration.
    """

    point: torch.Tensor
    going: np.ndarray
    rising: np.ndarray
    low: np.ndarray
    low_at: np.ndarray
    high: np.ndarray
    high_at: np.ndarray
    first: np.ndarray
    least: np.ndarray

    def __init__(self, factor: float, fall: float, most: int):
        if not factor > 1:
            raise ValueError(f"factor = {factor}: must be above 1")
        if not 0 <= fall < 1:
            raise ValueError(f"fall = {fall}: must be at least 0 and below 1")
        self.factor, self.fall, self.most = float(factor), float(fall), int(most)
        self.times: list[int] = []
        self.slopes: list[np.ndarray] = []
        self.losses: list[np.ndarray] = []
        self.dips: list[list[Dip]] = []

    def __call__(self, iteration: int, theta: Parameters, loss: torch.Tensor, gradient: Parameters, active: torch.Tensor) -> None:
        """Look at all runs. theta, gradient: stacked, (runs, ...) by name. loss: (runs,). active: whether a run still trains, (runs,)."""
        slope = _numpy(torch.linalg.vector_norm(_rows(gradient), dim=1)).astype(float)  # per row: bits depend on no other run
        losses, still = _numpy(loss), _numpy(active).astype(bool)
        if not self.times:
            self._begin(theta, losses)
        seen = self.going & np.isfinite(slope) & np.isfinite(losses)  # a run that has ended is looked at once more
        self.going = still
        now = len(self.times)
        self.times.append(int(iteration))
        self.slopes.append(np.where(seen, slope, np.nan))
        self.losses.append(np.where(seen, losses, np.nan))
        self.least = np.fmin(self.least, self.losses[-1])

        climbs = seen & ~self.rising & (slope > self.factor * self.low)
        higher = climbs | (seen & self.rising & (slope > self.high))
        drops = seen & self.rising & (self.factor * slope < self.high)
        lower = drops | (seen & ~self.rising & (slope < self.low))
        for run in np.nonzero(drops)[0]:
            self.dips[run] += self._risen(int(run))
        self.rising = (self.rising | climbs) & ~drops
        self.high, self.high_at = np.where(higher, slope, self.high), np.where(higher, now, self.high_at)
        self.low, self.low_at = np.where(lower, slope, self.low), np.where(lower, now, self.low_at)
        if lower.all():
            _rows(theta, out=self.point)
        elif lower.any():
            rows = torch.from_numpy(np.nonzero(lower)[0]).to(self.point.device)
            self.point[rows] = _rows(theta)[rows]

    def _begin(self, theta: Parameters, loss: np.ndarray) -> None:
        runs = len(loss)
        self.point = _rows(theta).clone()
        self.dips = [[] for _ in range(runs)]
        self.going, self.rising = np.ones(runs, dtype=bool), np.zeros(runs, dtype=bool)
        self.low, self.high = np.full(runs, np.inf), np.full(runs, np.nan)
        self.low_at, self.high_at = np.zeros(runs, dtype=int), np.zeros(runs, dtype=int)
        self.first, self.least = loss.copy(), loss.copy()

    def lowest_point(self, run: int) -> torch.Tensor:
        """The parameters at a run's last minimum of the norm. Returns (size,)."""
        return self.point[run].cpu().clone()

    def _risen(self, run: int) -> list[Dip]:
        """The dip that a run has just left, if it counts so far. It may count no longer once the loss has fallen further."""
        dip = Dip(int(self.low_at[run]), int(self.high_at[run]), self.lowest_point(run))
        return [dip] if len(self.dips[run]) < self.most and self.counts(run, dip) else []

    def counts(self, run: int, dip: Dip) -> bool:
        """Whether the loss falls enough between a dip and the highest norm after it."""
        fallen = self.losses[dip.low][run] - self.losses[dip.high][run]
        return bool(fallen > self.fall * (self.first[run] - self.least[run]))

    def found(self, run: int) -> list[Dip]:
        """All dips of a run so far, including the one that it is leaving."""
        return [dip for dip in self.dips[run] + (self._risen(run) if self.rising[run] else []) if self.counts(run, dip)]


def _numpy(values: torch.Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()


def _rows(parameters: Parameters, out: torch.Tensor | None = None) -> torch.Tensor:
    """Stacked parameters (runs, ...) as one row per run. Returns (runs, size)."""
    return torch.cat([values.detach().flatten(1) for values in parameters.values()], dim=1, out=out)
