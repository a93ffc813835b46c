"""Plateaus of a training: where the gradient's norm dips and rises again while the loss goes on falling.

The rule, ours. A dip is the lowest gradient norm between two heights that are each at least `factor` times it; the start of training counts as
a height. A dip is a plateau if from there to the height after it the loss falls by at least the share `fall` of all that the run's loss falls.
The plateau lasts as long as the norm is at most the lower of the two heights divided by `factor`.

Why it finds saddles: along gradient flow d/dt ||g||^2 = -2 g.Hg, so that the norm rises only where the curvature along the gradient is
negative. On a convex function it never rises, for gradient descent with a step of at most 2 over the smoothness either: there are no plateaus,
whatever the condition number. Methods with a memory overshoot: then the loss rises with the norm, which the second half of the rule tells apart.
"""

from typing import NamedTuple

import numpy as np
import torch

from descent.instruments.objective import Parameters

FACTOR = 2.0
FALL = 1e-4
MOST = 64


class Plateau(NamedTuple):
    """One plateau of one run. Iterations are those at which the training was watched."""

    enter: int
    """First iteration of the plateau."""
    lowest_at: int
    """Iteration of the lowest gradient norm."""
    leave: int
    """First iteration after the plateau; -1 where the training ended before."""
    loss: float
    slope: float
    """Loss and gradient norm at `lowest_at`."""
    level: float
    """Gradient norm up to which the plateau reaches; NaN where there has been no height yet."""
    end: int
    """The last iteration of the run."""
    theta: torch.Tensor
    """The parameters at `lowest_at` as one vector (size,)."""

    @property
    def spent(self) -> int:
        """Iterations from the first on the plateau to the first after it, or to the end of training."""
        return (self.leave if self.leave >= 0 else self.end) - self.enter

    @property
    def left(self) -> float:
        """Iterations from the lowest gradient norm to the first after the plateau; NaN where training ended before."""
        return float(self.leave - self.lowest_at) if self.leave >= 0 else np.nan


class _Dip(NamedTuple):
    """Indices into the watched iterations of a dip and of the height after it, and the parameters at the dip."""

    low: int
    high: int
    theta: torch.Tensor


class Watch:
    """A watcher for `training.train` that keeps the parameters where the gradient's norm dips.

    factor, fall: the rule's. most: the most dips a run whose parameters are kept; later ones are not looked at.
    It holds (runs, size) numbers and as many for every dip, and four numbers a run for every watched iteration.
    """

    def __init__(self, factor: float = FACTOR, fall: float = FALL, most: int = MOST):
        if not factor > 1:
            raise ValueError(f"factor = {factor}: must be above 1")
        self.factor, self.fall, self.most = factor, fall, most
        self.times: list[int] = []
        self.slopes: list[np.ndarray] = []
        self.losses: list[np.ndarray] = []
        self.dips: list[list[_Dip]] = []

    def __call__(self, iteration: int, theta: Parameters, loss: torch.Tensor, gradient: Parameters, active: torch.Tensor) -> None:
        """Look at all runs. theta, gradient: stacked, (runs, ...). loss: (runs,). active: (runs,), whether the run still goes on."""
        slope = _norms(gradient)
        loss, active = _numpy(loss), _numpy(active).astype(bool) & np.isfinite(slope)
        if not self.times:
            self._begin(theta, slope, loss)
        now = len(self.times)
        self.times.append(int(iteration))
        self.slopes.append(np.where(active, slope, np.nan))
        self.losses.append(np.where(active, loss, np.nan))
        self.least = np.fmin(self.least, self.losses[-1])

        lower = active & ~self.rising & (slope < self.low)
        climbs = active & ~self.rising & (slope > self.factor * self.low)
        higher = climbs | (active & self.rising & (slope > self.high))
        drops = active & self.rising & ~higher & (slope * self.factor < self.high)
        for run in np.nonzero(drops)[0]:
            self._close(run)
        self.rising = (self.rising | climbs) & ~drops
        self.high = np.where(higher, slope, self.high)
        self.high_at = np.where(higher, now, self.high_at)
        lower |= drops
        self.low = np.where(lower, slope, self.low)
        self.low_at = np.where(lower, now, self.low_at)
        if lower.any():
            which = torch.from_numpy(np.nonzero(lower)[0])
            for name, values in theta.items():
                self.point[name][which.to(values.device)] = values.detach()[which.to(values.device)]

    def _begin(self, theta: Parameters, slope: np.ndarray, loss: np.ndarray) -> None:
        runs = len(slope)
        self.point = {name: values.detach().clone() for name, values in theta.items()}
        self.dips = [[] for _ in range(runs)]
        self.rising = np.zeros(runs, dtype=bool)
        self.low, self.high = np.full(runs, np.inf), np.full(runs, np.nan)
        self.low_at, self.high_at = np.zeros(runs, dtype=int), np.zeros(runs, dtype=int)
        self.first, self.least = loss.copy(), loss.copy()

    def _flat(self, run: int) -> torch.Tensor:
        return torch.cat([values[run].reshape(-1) for values in self.point.values()])

    def _close(self, run: int) -> None:
        """Keep a dip that the run has left, if the loss has fallen; a later, larger fall can only make it no plateau."""
        low, high = self.low_at[run], self.high_at[run]
        if len(self.dips[run]) < self.most and self._falls(run, low, high):
            self.dips[run].append(_Dip(int(low), int(high), self._flat(run)))

    def _falls(self, run: int, low: int, high: int) -> bool:
        fallen = self.losses[low][run] - self.losses[high][run]
        return fallen > 0 and fallen >= self.fall * (self.first[run] - self.least[run])

    def plateaus(self, run: int) -> list[Plateau]:
        """The plateaus of one run. The last one is where the run ended, with `leave` -1."""
        dips, low_at = list(self.dips[run]), int(self.low_at[run])
        slope = np.array([values[run] for values in self.slopes])
        last = int(np.nonzero(np.isfinite(slope))[0][-1])
        if self.rising[run] and len(dips) < self.most and self._falls(run, low_at, int(self.high_at[run])):
            dips.append(_Dip(low_at, int(self.high_at[run]), self._flat(run)))
            waiting = None
        else:
            waiting = low_at
        dips = [dip for dip in dips if self._falls(run, dip.low, dip.high)]
        found, before = [], np.inf
        for k, dip in enumerate(dips):
            until = dips[k + 1].low if k + 1 < len(dips) else last + 1
            after = np.nanmax(slope[dip.low : until])
            found.append(self._plateau(run, slope, dip.low, min(before, after) / self.factor, last, dip.theta))
            before = after
        if waiting is not None:
            before = np.nanmax(slope[: waiting + 1]) if not dips else before
            level = before / self.factor if before >= self.factor * slope[waiting] else np.nan
            found.append(self._plateau(run, slope, waiting, level, last, self._flat(run))._replace(leave=-1))
        return found

    def _plateau(self, run, slope, low, level, last, theta) -> Plateau:
        """The plateau around index `low`."""
        above = ~(slope <= level) if np.isfinite(level) else np.zeros(len(slope), dtype=bool)
        before, after = np.nonzero(above[:low])[0], np.nonzero(above[low : last + 1])[0]
        enter = self.times[before[-1] + 1] if len(before) else self.times[0]
        leave = self.times[low + after[0]] if len(after) else -1
        return Plateau(
            enter, self.times[low], leave, float(self.losses[low][run]), float(slope[low]), float(level), self.times[last], theta
        )


def _numpy(values: torch.Tensor) -> np.ndarray:
    return values.detach().cpu().numpy()


def _norms(gradient: Parameters) -> np.ndarray:
    """Gradient norms of all runs. gradient: stacked, (runs, ...). Returns (runs,)."""
    parts = [torch.linalg.vector_norm(values.detach().flatten(1), dim=1) for values in gradient.values()]
    return _numpy(torch.linalg.vector_norm(torch.stack(parts), dim=0).double())
