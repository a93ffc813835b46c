"""Training of homogeneous networks on the logarithm of the loss, to margins at which the loss itself is below every number.

Parameters are exp(lambda) u: a unit direction and the logarithm of their norm, so margins are exp(L lambda) z(u). A step is gradient
descent's with the step size of `descent.convbias.gradient_descent`, 1 over the largest squared derivative of a point's margin, divided by
the loss, and at most `CAUTION` norms of the parameters. After these a flow may take over, as `descent.convbias.flow` has it: implicit steps
on the least margin, which stand for gradient flow in the limit of large margins, and are not literal gradient descent.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.convbias.gradient_descent import CAUTION
from descent.ends import End
from descent.instruments import kkt
from descent.instruments.hard_margin import Implicit
from descent.instruments.homogeneous_runs import HomogeneousRuns
from descent.instruments.objective import Objective
from descent.instruments.tails import inverse

FIRST = 0.0
"""log10 of the first margin that is kept."""
LATE = 1.5
"""log10 of the margin that a run must have before the flow may stand for its descent, as `descent.convbias.methods.flow` has it."""
SLOWEST = 4
"""How many times more steps than its growth says the flow may take."""
NOT_YET = -1
TOGETHER = 8
"""Runs that are moved side by side; where there are fewer, some are repeated, so that a run's bits do not depend on those beside it."""
SERIES = (
    "log10",
    "normalised",
    "smoothed",
    "alignment",
    "epsilon",
    "delta",
    "residual",
    "turn",
    "log_loss",
    "log_time",
    "log_product",
)
"""What is kept of a run at each margin."""


class Followed(NamedTuple):
    """What happened, one row a run. NaN at margins that a run did not come to, or passed in one step with a larger one."""

    status: np.ndarray
    """`End`: CONVERGED at the last margin, ITERATION_LIMIT, NOT_SEPARATED, DIVERGED. (runs,)"""
    change: np.ndarray
    """The least relative change of the smoothed margin in any step. (runs,)"""
    steps: np.ndarray
    """The step at each margin. (runs, record)"""
    series: dict[str, np.ndarray]
    """`SERIES`, each (runs, record)."""
    direction: np.ndarray
    """The unit parameters at the end. (runs, size)"""
    log_norm: np.ndarray
    """The logarithm of their norm. (runs,)"""
    flow_from: np.ndarray
    """log10 of the margin at which the flow took over; NaN where it did not. (runs,)"""


def grid(until: float, record: int) -> np.ndarray:
    """log10 of the margins at which things are kept, evenly from `FIRST` to `until`. Returns (record,)."""
    return np.linspace(min(FIRST, until), until, record)


class LatePhase:
    """Runs side by side. u: (runs, width); lam, log_time, log_product: (runs,)."""

    def __init__(self, networks: Sequence[Objective], labels, degrees: Sequence[float], settings, device: str, count: int | None = None, watcher=None):
        """networks, labels: as `HomogeneousRuns` takes them. degrees: of homogeneity. settings: `margins.Settings`. count: of the first so many runs things are kept; the others are repeated. watcher: called as
        watcher(run, place, u) where things are kept of a run.
        """
        self.runs = HomogeneousRuns(networks, labels, settings.tail, device)
        self.settings, self.watcher, self.count = settings, watcher, len(networks) if count is None else count
        count = len(networks)
        self.degree = torch.tensor(list(degrees), dtype=torch.float64, device=device)
        start = torch.stack([self.runs.flat(run) for run in range(count)]).to(device)
        self.lam = torch.log(torch.linalg.vector_norm(start, dim=1))
        self.u = start / torch.linalg.vector_norm(start, dim=1, keepdim=True)
        self.points, self.seen = grid(settings.until, settings.record), np.zeros(count, int)
        self.status, self.steps = np.full(count, NOT_YET), np.full((count, settings.record), np.nan)
        self.change = torch.full_like(self.lam, math.inf)
        self.series = {name: np.full((count, settings.record), np.nan) for name in SERIES}
        self.flow_from = np.full(count, np.nan)
        self.passed: list[list] = [[] for _ in range(count)]

    def run(self) -> Followed:
        """Train to the end."""
        self.log_time, self.log_product = (torch.full_like(self.lam, -math.inf) for _ in range(2))
        active, steps = torch.ones_like(self.lam, dtype=torch.bool), self.settings.steps
        active = self._through(range(steps + 1), self._evaluate, self._move, self._account, active, last=not self.settings.growth)
        if self.settings.growth and active.any():
            late = active & (self._log10() >= LATE)
            self._end_all(active & ~late)
            self.flow, self.flow_from = Implicit(self.runs, self.settings.growth), np.where(late.cpu(), self._log10().cpu(), np.nan)
            most = steps + math.ceil(SLOWEST * math.log(10) * self.settings.until / self.settings.growth)
            self._through(range(steps, most + 1), self._evaluate_flow, self._move_flow, self._account_flow, late, last=True)
        runs, size = len(self.lam), sum(self.runs.numbers)
        change = self.change.cpu().numpy()
        return Followed(
            status=self.status,
            change=np.where(np.isfinite(change), change, np.nan)[:runs],
            steps=self.steps,
            series=self.series,
            direction=self.u[:, :size].cpu().numpy(),
            log_norm=self.lam.cpu().numpy(),
            flow_from=self.flow_from,
        )

    def _through(self, times: range, evaluate, move, account, active, last: bool):
        """Steps of descent, or of the flow. last: whether runs that are still going end after these. Returns which are going."""
        before = None
        for t in times:
            evaluate(active)
            if before is not None:
                account(*before, active)
            active = self._end(t, active, last and t == times[-1])
            if not active.any() or t == times[-1]:
                return active
            before = self.lam, self.low, self.over, self.log_loss, self.smoothed, move(active)
        return active

    def _evaluate(self, active):
        """Margins, pulls, slopes, loss and smoothed margin where runs are."""
        self.log_scale = self.degree * self.lam
        self.z, self.over, self.q, self.g, self.steepest = self.runs(self.u, self.log_scale)
        self._losses()

    def _losses(self):
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
        self._change(lam, smoothed, gained, active)

    def _change(self, lam, smoothed, gained, active):
        """Note the relative change of the smoothed margin, of which so much was gained."""
        change = torch.expm1(torch.log1p(gained / smoothed) - self.degree * (self.lam - lam))
        self.change = torch.where(active & (smoothed > 0), torch.minimum(self.change, change), self.change)

    def _evaluate_flow(self, active):
        """The same in the flow, where the pulls are those of an implicit step."""
        self.log_scale = self.degree * self.lam
        self.z, self.over = self.runs.margins(self.u, self.log_scale)
        self.q, self.g, self.eta = self.flow.step(self.u, self.z, self.degree, active)
        self._losses()

    def _move_flow(self, active):
        return self._step(self.eta, active)

    def _account_flow(self, lam, low, over, log_loss, smoothed, stride, active):
        """In gradient flow t loss = 1 / |gradient of log(loss)|^2 up to a share of 1 / margin: it forgets its past within a unit of margin."""
        slope = (self.degree - 1) * self.lam + torch.log(torch.linalg.vector_norm(self.g, dim=1))
        self.log_product = torch.where(active, -2 * slope, self.log_product)
        self.log_time = torch.where(active, self.log_product - self.log_loss, self.log_time)
        scale = torch.exp(self.degree * lam)
        rise = scale * (torch.expm1(self.degree * (self.lam - lam)) * self.low + (self.low - low))
        self._change(lam, smoothed, rise - (self.over - over), active)

    def _log10(self):
        """log10 of the least margin, minus infinity where that is not positive. (runs,)"""
        return (self.log_scale + torch.log(self.low.clamp(min=0.0))) / math.log(10)

    def _end(self, t: int, active, last: bool):
        """Keep what is to be kept, and end the runs that are at their end. Returns which go on."""
        low, scale, log10 = self.low.cpu().numpy(), self.log_scale.cpu().numpy(), self._log10().cpu().numpy()
        going = active.cpu().numpy()
        fine = np.isfinite(low) & np.isfinite(scale) & torch.isfinite(self.g).all(1).cpu().numpy()
        self.status[going & ~fine] = End.DIVERGED
        going &= fine
        reached = np.where(going, np.searchsorted(self.points, log10, side="right"), 0)
        for run in np.flatnonzero(going & ((reached > self.seen) | last)):
            place = max(reached[run] - 1, self.seen[run])
            if low[run] > 0 and place < len(self.points) and run < self.count:
                self._keep(run, place, t, log10[run], low[run], scale[run])
            self.seen[run] = max(self.seen[run], reached[run])
        there = going & (self.seen == len(self.points))
        self.status[there] = End.CONVERGED
        going = torch.from_numpy(going & ~there).to(active.device)
        if last:
            self._end_all(going)
        return going & (not last)

    def _end_all(self, going):
        """End runs before the last margin."""
        low = self.low.cpu().numpy()
        self.status[going.cpu().numpy()] = np.where(low > 0, End.ITERATION_LIMIT, End.NOT_SEPARATED)[going.cpu().numpy()]

    def _keep(self, run: int, place: int, t: int, log10: float, low: float, scale: float):
        """Keep a run's numbers at a margin."""
        u, z, q, g, degree = self.u[run], self.z[run], self.q[run], self.g[run], float(self.degree[run])
        self.steps[run, place] = t
        kept = {
            "log10": log10,
            "normalised": low,
            "smoothed": float(self.smoothed[run]) * math.exp(-scale),
            "alignment": float(u @ g / torch.linalg.vector_norm(g)),
            "epsilon": kkt.epsilon(u, g, low, degree),
            "delta": kkt.delta(z, q, g, low, degree),
            "residual": kkt.residual(self.runs.rows(u[None], kkt.support(z, low, scale)[None], run)[0], u),
            "turn": self._turn(run, log10, u),
            "log_loss": float(self.log_loss[run]),
            "log_time": float(self.log_time[run]),
            "log_product": float(self.log_product[run]),
        }
        for name, value in kept.items():
            self.series[name][run, place] = value
        if self.watcher:
            self.watcher.runs = self.runs
            self.watcher(run, place, u)

    def _turn(self, run: int, log10: float, u) -> float:
        """The angle to the last direction kept a decade or more of the margin before, divided by the decades between; NaN without one."""
        passed = self.passed[run]
        passed.append((log10, u.clone()))
        while len(passed) > 1 and passed[1][0] <= log10 - 1:
            passed.pop(0)
        before, direction = passed[0]
        if not before <= log10 - 1:
            return math.nan
        half = float(torch.linalg.vector_norm(u - direction)) / 2
        return 2 * math.asin(min(1.0, half)) / (log10 - before)

    def _move(self, active):
        """One step of descent."""
        longest = CAUTION / torch.linalg.vector_norm(self.g, dim=1)
        return self._step(torch.minimum(torch.exp(-self.log_scale) / self.steepest, longest), active)

    def _step(self, eta, active):
        """A step of eta g at unit parameters. Returns the logarithm of the step, the flow time in it times the loss."""
        moved = self.u + eta[:, None] * self.g
        norm = torch.linalg.vector_norm(moved, dim=1)
        stride = torch.log(eta) + (2 - self.degree) * self.lam
        self.u = torch.where(active[:, None], moved / norm[:, None], self.u)
        self.lam = torch.where(active, self.lam + torch.log(norm), self.lam)
        return stride
