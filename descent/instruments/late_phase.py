"""Training of homogeneous networks on the logarithm of the loss, to margins at which the loss itself is below every number.

Parameters are exp(lambda) u: a unit direction and the logarithm of their norm, so margins are exp(L lambda) z(u). A step is gradient
descent's with the step size of `descent.convbias.gradient_descent`, 1 over the largest squared derivative of a point's margin, divided by
the loss, and at most `CAUTION` norms of the parameters. After these a flow may take over (`late_flow`).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.convbias.gradient_descent import CAUTION, PATIENCE
from descent.ends import End
from descent.instruments import kkt
from descent.instruments.homogeneous_runs import HomogeneousRuns
from descent.instruments.late_flow import LATE, flow
from descent.instruments.late_record import FIRST, Pulls, Record, State
from descent.instruments.objective import Objective
from descent.instruments.tails import inverse

NOT_YET = -1
TOGETHER = 8
"""Runs that are moved side by side; where there are fewer, some are repeated, so that a run's bits do not depend on those beside it."""


class Followed(NamedTuple):
    """What happened, one row a run. NaN at margins that a run did not come to, or passed in one step with a larger one."""

    status: np.ndarray
    """`End`: CONVERGED at the last margin, ITERATION_LIMIT, NOT_SEPARATED, DIVERGED. (runs,)"""
    change: np.ndarray
    """The least relative change of the smoothed margin in any step from a margin of 1 on; in the flow, whose smoothed margin it is, of the
    least. (runs,)
    """
    steps: np.ndarray
    """The step at each margin. (runs, record)"""
    series: dict[str, np.ndarray]
    """`late_record.SERIES`, each (runs, record)."""
    direction: np.ndarray
    """The unit parameters at the end. (runs, size)"""
    log_norm: np.ndarray
    """The logarithm of their norm. (runs,)"""
    flow_from: np.ndarray
    """log10 of the margin at which the flow took over; NaN where it did not. (runs,)"""


class LatePhase:
    """Runs side by side. u: (runs, width); lam, log_time, log_product: (runs,)."""

    def __init__(self, networks: Sequence[Objective], labels, degrees, settings, device: str, count: int | None = None, watcher=None):
        """networks, labels: as `HomogeneousRuns` takes them. degrees: of homogeneity. settings: `margins.Settings`. count: of the first so
        many runs things are kept; the others are repeated. watcher: as of `Record`.
        """
        self.runs = HomogeneousRuns(networks, labels, settings.tail, device)
        self.settings, runs = settings, len(networks)
        self.count = runs if count is None else count
        self.degree = torch.tensor(list(degrees), dtype=torch.float64, device=device)
        start = torch.stack([self.runs.flat(run) for run in range(runs)]).to(device)
        self.lam = torch.log(torch.linalg.vector_norm(start, dim=1))
        self.u = start / torch.linalg.vector_norm(start, dim=1, keepdim=True)
        self.log_time, self.log_product = (torch.full_like(self.lam, -math.inf) for _ in range(2))
        self.change, self.status, self.steps = torch.full_like(self.lam, math.inf), np.full(runs, NOT_YET), np.zeros(runs, int)
        self.record = Record(np.asarray(degrees, dtype=float), settings.until, settings.record, watcher)
        self.flow_from = np.full(runs, np.nan)
        if watcher:
            watcher.runs = self.runs

    def run(self) -> Followed:
        """Train to the end."""
        self._descend()
        for run in np.flatnonzero(self.status[: self.count] == NOT_YET):
            there = self.u[run], float(self.lam[run]), int(self.steps[run])
            self.u[run], self.lam[run], self.status[run], change = flow(self.runs, run, self.record, *there, self.settings.growth)
            self.change[run] = min(float(self.change[run]), change)
        change = self.change.cpu().numpy()
        return Followed(
            status=self.status,
            change=np.where(np.isfinite(change), change, np.nan),
            steps=self.record.steps,
            series=self.record.series,
            direction=self.u[:, : sum(self.runs.numbers)].cpu().numpy(),
            log_norm=self.lam.cpu().numpy(),
            flow_from=self.flow_from,
        )

    def _descend(self):
        """All steps of descent; where a flow is to take over, `PATIENCE` times as many for runs that are not yet at its least margin. Runs
        that it takes over are `NOT_YET` at their end.
        """
        active, before, steps = torch.ones_like(self.lam, dtype=torch.bool), None, self.settings.steps
        most = PATIENCE * steps if self.settings.growth else steps
        active[self.count :] = False
        for t in range(most + 1):
            self._evaluate()
            if before is not None:
                self._account(*before, active)
            active = self._end(t, active, t >= steps, t == most)
            if t == most or not active.any():
                return
            before = self.lam, self.low, self.over, self.log_loss, self.smoothed, self._move(active)

    def _evaluate(self):
        """Margins, pulls, slopes, loss and smoothed margin where runs are."""
        self.log_scale = self.degree * self.lam
        self.z, self.over, self.q, self.g, self.steepest = self.runs(self.u, self.log_scale)
        self.low = self.z.flatten(1).amin(1)
        self.log_loss = self.over - torch.exp(self.log_scale) * self.low
        self.smoothed = inverse(self.log_loss, self.settings.tail)  # times exp(-log_scale) it is Lyu and Li's

    def _account(self, lam, low, over, log_loss, smoothed, stride, active):
        """log(t), log(t loss) and the change of the smoothed margin after a step, of which the other arguments are what was before.

        With P = t loss and s the step, P' = (P + s) loss' / loss: the ratio is of order one, and its logarithm a difference of margins.
        These are known to a rounding of themselves, so log(t loss) is known to about 1e-15 of the margin: up to margins of 1e12. Errors
        do not add up, since P forgets its past within a unit of margin.
        """
        scale = torch.exp(self.degree * lam)
        rise = scale * (torch.expm1(self.degree * (self.lam - lam)) * self.low + (self.low - low))  # of the least margin
        ratio = (self.over - over) - rise
        product = torch.logaddexp(self.log_product, stride) + ratio
        self.log_product = torch.where(active, product, self.log_product)
        self.log_time = torch.where(active, torch.logaddexp(self.log_time, stride - log_loss), self.log_time)
        gained = self.smoothed - smoothed if self.settings.tail == "logistic" else -ratio
        change = torch.expm1(torch.log1p(gained / smoothed) - self.degree * (self.lam - lam))
        counts = active & (smoothed > 0) & (scale * low >= 10**FIRST)
        self.change = torch.where(counts, torch.minimum(self.change, change), self.change)

    def _log10(self) -> np.ndarray:
        """log10 of the least margin, minus infinity where that is not positive. (runs,)"""
        return ((self.log_scale + torch.log(self.low.clamp(min=0.0))) / math.log(10)).cpu().numpy()

    def _end(self, t: int, active, enough: bool, last: bool):
        """Keep what is to be kept, and end the runs that are at their end. enough: whether the flow may take over. Returns which go on."""
        low, log10, going = self.low.cpu().numpy(), self._log10(), active.cpu().numpy()
        fine = np.isfinite(low) & torch.isfinite(self.g).all(1).cpu().numpy()
        self.status[going & ~fine] = End.DIVERGED
        going &= fine
        late = (log10 >= LATE) & (self.settings.growth > 0)
        new = self.record.reached(log10) > self.record.seen
        for run in np.flatnonzero(going & (new | (last & ~late))):
            if run < self.count:
                self.record.keep(run, t, self._state(run), lambda run=run: self._pulls(run))
            if log10[run] >= self.settings.until:
                self.status[run], going[run] = End.CONVERGED, False
        if last:
            ends = going & ~late
            self.status[ends] = np.where(low > 0, End.ITERATION_LIMIT, End.NOT_SEPARATED)[ends]
        if enough:
            self.flow_from[going & late], self.steps[going & late] = log10[going & late], t
            going &= ~late
        return torch.from_numpy(going).to(active.device)

    def _state(self, run: int) -> State:
        numbers = (self.low, self.log_scale, self.log_loss, self.log_time, self.log_product, self.smoothed * torch.exp(-self.log_scale))
        return State(self.u[run], *(float(values[run]) for values in numbers))

    def _pulls(self, run: int) -> Pulls:
        near = kkt.support(self.z[run], float(self.low[run]), float(self.log_scale[run]), self.u.shape[1])
        return Pulls(self.q[run], self.z[run], self.g[run], self.runs.rows(self.u[run], near, run))

    def _move(self, active):
        """One step. Returns the logarithm of its length, which is the flow time in it times the loss."""
        longest = CAUTION / torch.linalg.vector_norm(self.g, dim=1)
        eta = torch.minimum(torch.exp(-self.log_scale) / self.steepest, longest)
        stride = torch.log(eta) + (2 - self.degree) * self.lam
        moved = self.u + eta[:, None] * self.g
        norm = torch.linalg.vector_norm(moved, dim=1)
        self.u = torch.where(active[:, None], moved / norm[:, None], self.u)
        self.lam = torch.where(active, self.lam + torch.log(norm), self.lam)
        return stride
