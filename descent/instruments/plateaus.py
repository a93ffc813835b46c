"""Plateaus of a training: where the gradient's norm dips and rises again while the loss goes on falling.

The rule is ours:

1. A dip is the lowest gradient norm between two peaks that are each at least `factor` times as high. The start of training is a peak.
2. A dip is a plateau if the loss falls between it and the next peak by more than the share `fall` of its whole fall in the run.
3. The plateau lasts as long as the norm is at most at the plateau's level, the lower of the two peaks divided by `factor`.

Such plateaus are saddles. Along gradient flow d/dt ||g||^2 = -2 g.Hg, so the norm rises only where the curvature along the gradient is
negative. On a convex function the norm never rises under gradient flow, nor under gradient descent with a step of at most 2 divided by the
smoothness. Such a function has no plateaus, whatever its condition number. Two other causes raise the norm: overshooting of methods with
memory, and noise that moves the parameters. Both also raise the loss, so the rule's second part excludes them.

Mini-batches and noise in every gradient make the norm fluctuate. `factor` must then exceed the ratio of the fluctuations, for example 10.
"""

import itertools
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments.dips import Dip, Dips

FACTOR = 2.0
"""On the octopus, with starts uniform on [-1, 1]^d, 1.5 and 2 find each saddle once; 3 misses some at d = 30, and 5 some at d = 5."""
FALL = 1e-4
MOST = 64


class Plateau(NamedTuple):
    """One plateau of one run. Iterations are watched ones."""

    enter: int
    """First iteration of the plateau."""
    lowest_at: int
    """Iteration of the lowest gradient norm."""
    leave: int | None
    """First iteration after the plateau; None where the training ended on it."""
    last: int
    """Last iteration of the run."""
    loss: float
    """Loss at `lowest_at`."""
    slope: float
    """The lowest gradient norm."""
    level: float
    """The largest gradient norm of the plateau; NaN where there was no peak before it."""
    theta: torch.Tensor
    """The parameters at `lowest_at`, one vector (size,)."""

    @property
    def spent(self) -> int:
        """Iterations from the first on the plateau to the first after it, or to the run's last."""
        return (self.last if self.leave is None else self.leave) - self.enter

    @property
    def left(self) -> float:
        """Iterations from the lowest gradient norm to the first after the plateau; NaN where training ended on it."""
        return np.nan if self.leave is None else float(self.leave - self.lowest_at)


class Watch(Dips):
    """A watcher for `training.train` that keeps the parameters at plateaus. factor, fall: of the rule. most: most plateaus per run."""

    def __init__(self, factor: float = FACTOR, fall: float = FALL, most: int = MOST):
        super().__init__(factor, fall, most)

    def plateaus(self, run: int) -> tuple[list[Plateau], Plateau | None]:
        """The plateaus that a run has left or is leaving, in order, and the plateau at its end, None if it was leaving its last one.

        Raises ValueError where no loss and gradient of the run were finite.
        """
        slope = np.array([values[run] for values in self.slopes])
        seen = np.nonzero(np.isfinite(slope))[0]
        if not len(seen):
            raise ValueError(f"run {run}: no finite loss and gradient")
        dips = self.found(run)
        ends = [*(dip.low for dip in dips), seen[-1] + 1]
        befores = [np.inf, *(np.nanmax(slope[low:until]) for low, until in itertools.pairwise(ends))]
        found = [
            self._plateau(run, slope, dip, min(before, slope[dip.high]) / self.factor, seen[-1])
            for dip, before in zip(dips, befores, strict=False)
        ]
        if dips and self.rising[run] and dips[-1].low == self.low_at[run]:
            return found, None
        waiting = Dip(int(self.low_at[run]), -1, self.lowest_point(run))
        height = befores[-1] if dips else np.nanmax(slope[: waiting.low + 1])
        level = height / self.factor if height >= self.factor * slope[waiting.low] else np.nan
        return found, self._plateau(run, slope, waiting, level, seen[-1])._replace(leave=None)

    def _plateau(self, run: int, slope: np.ndarray, dip: Dip, level: float, last: int) -> Plateau:
        """The plateau around a dip: all adjacent watched iterations with a norm of at most `level`."""
        above = ~(slope <= level) & np.isfinite(level)
        before, after = np.nonzero(above[: dip.low])[0], np.nonzero(above[dip.low : last + 1])[0]
        return Plateau(
            enter=self.times[before[-1] + 1 if len(before) else 0],
            lowest_at=self.times[dip.low],
            leave=self.times[dip.low + after[0]] if len(after) else None,
            last=self.times[last],
            loss=float(self.losses[dip.low][run]),
            slope=float(slope[dip.low]),
            level=float(level),
            theta=dip.theta,
        )
