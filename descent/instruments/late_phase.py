"""Training of homogeneous networks on the logarithm of the loss, up to margins at which the loss itself underflows.

Parameters are exp(lambda) u with a unit vector u and the logarithm lambda of their norm, so margins are exp(L lambda) z(u). Steps are those
of gradient descent. The step size is that of `descent.convbias.gradient_descent`: 1 divided by the largest squared derivative of a point's
margin and by the loss. A step is at most `CAUTION` norms of the parameters long. Afterwards a flow may take over (`late_flow`).
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
"""Runs that are trained side by side. Where there are fewer, one is repeated, so that a run's bits do not depend on those beside it."""


class Followed(NamedTuple):
    """The result, one row per run. Numbers are NaN at margins that a run did not reach, or passed in one step with a larger one."""

    status: np.ndarray
    """`End`: CONVERGED at the last margin, ITERATION_LIMIT, NOT_SEPARATED, DIVERGED. (runs,)"""
    change: np.ndarray
    """The least relative change of the smoothed margin in any step from a margin of 1 on. In the flow the smoothed margin is the least
    margin of unit parameters. (runs,)
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
        """networks, labels: as in `HomogeneousRuns`. degrees: of homogeneity, one per run. settings: `margins.Settings`. count: number of
        runs that are recorded; those after them are repetitions. watcher: as in `Record`.
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
        """Take all steps of descent. Where a flow follows, a run that has not reached the flow's least margin takes up to `PATIENCE` times
        as many steps. Runs that the flow takes over stay `NOT_YET`.
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
        """Compute margins, pulls, slopes, losses and smoothed margins at the runs' parameters."""
        self.log_scale = self.degree * self.lam
        self.z, self.over, self.q, self.g, self.steepest = self.runs(self.u, self.log_scale)
        self.low = self.z.flatten(1).amin(1)
        self.log_loss = self.over - torch.exp(self.log_scale) * self.low
        self.smoothed = inverse(self.log_loss, self.settings.tail)  # exp(-log_scale) times this is Lyu and Li's

    def _account(self, lam, low, over, log_loss, smoothed, stride, active):
        """Update log(t), log(t loss) and the least change of the smoothed margin after a step. The other arguments are values before it.

        With P = t loss and step s, P' = (P + s) loss' / loss. The ratio is of order one, and its logarithm is a difference of margins.
        Margins have relative errors of about 1e-15, so log(t loss) has errors of about 1e-15 times the margin, and is useful up to margins
        of 1e12. Errors do not add up, since P forgets its past within a unit of margin.
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
        """log10 of the least margin, minus infinity where the margin is not positive. Returns (runs,)."""
        return ((self.log_scale + torch.log(self.low.clamp(min=0.0))) / math.log(10)).cpu().numpy()

    def _end(self, t: int, active, enough: bool, last: bool):
        """Record runs at new margins, and end those that are over. enough: whether the flow may take over. Returns which runs go on."""
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
        """Take one step of the active runs. Returns the logarithm of the step's flow time multiplied by the loss, (runs,)."""
        longest = CAUTION / torch.linalg.vector_norm(self.g, dim=1)
        eta = torch.minimum(torch.exp(-self.log_scale) / self.steepest, longest)
        stride = torch.log(eta) + (2 - self.degree) * self.lam
        moved = self.u + eta[:, None] * self.g
        norm = torch.linalg.vector_norm(moved, dim=1)
        self.u = torch.where(active[:, None], moved / norm[:, None], self.u)
        self.lam = torch.where(active, self.lam + torch.log(norm), self.lam)
        return stride
