"""The record of the late phase at rising margins."""

import math
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments import kkt

FIRST = 0.0
"""log10 of the first recorded margin."""
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
"""Names of the quantities that are recorded at each margin."""


class State(NamedTuple):
    """The state of a run. Its parameters are exp(lam) u, its margins exp(log_scale) z(u). low: the least z."""

    u: torch.Tensor
    low: float
    log_scale: float
    log_loss: float
    log_time: float
    log_product: float
    smoothed: float
    """The smoothed margin divided by exp(log_scale)."""

    @property
    def log10(self) -> float:
        """log10 of the least margin, minus infinity where the margin is not positive."""
        return (self.log_scale + math.log(self.low)) / math.log(10) if self.low > 0 else -math.inf


class Pulls(NamedTuple):
    """The pulls q of a run's margins, whose values at unit parameters are v. g = sum q dv/du. rows: derivatives dv/du of the margins that
    may carry a multiplier, (rows, width).
    """

    q: torch.Tensor
    v: torch.Tensor
    g: torch.Tensor
    rows: torch.Tensor


def grid(until: float, record: int) -> np.ndarray:
    """log10 of the recorded margins, evenly spaced from `FIRST` to `until`. Returns (record,)."""
    return np.linspace(min(FIRST, until), until, record)


class Record:
    """The series of all runs. degree: each run's, (runs,). watcher: called as watcher(run, place, u) at each recorded margin."""

    def __init__(self, degree: np.ndarray, until: float, record: int, watcher=None):
        runs = len(degree)
        self.degree, self.points, self.seen, self.watcher = degree, grid(until, record), np.zeros(runs, int), watcher
        self.steps = np.full((runs, record), np.nan)
        self.series = {name: np.full((runs, record), np.nan) for name in SERIES}
        self.passed: list[list] = [[] for _ in range(runs)]

    def reached(self, log10: np.ndarray) -> np.ndarray:
        """Number of recorded margins that are at or below given ones. log10: (runs,). Returns (runs,)."""
        return np.searchsorted(self.points, log10, side="right")

    def full(self, run: int) -> bool:
        """Whether a run has reached the last margin."""
        return self.seen[run] == len(self.points)

    def keep(self, run: int, t: int, state: State, pulls):
        """Record a run at the last margin that it has passed, or, if it ends between two margins, at the next. pulls(): its `Pulls`."""
        reached = int(self.reached(np.array([state.log10]))[0])
        place = max(reached - 1, int(self.seen[run]))
        self.seen[run] = max(self.seen[run], reached)
        if place == len(self.points) or not state.low > 0:
            return
        q, v, g, rows = pulls()
        u, low, degree = state.u, state.low, float(self.degree[run])
        kept = {
            "log10": state.log10,
            "normalised": low,
            "smoothed": state.smoothed,
            "alignment": float(u @ g / torch.linalg.vector_norm(g)),
            "epsilon": kkt.epsilon(u, g, low, degree),
            "delta": kkt.delta(v, q, g, low, degree),
            "residual": kkt.residual(rows, u),
            "turn": self._turn(run, state.log10, u),
            "log_loss": state.log_loss,
            "log_time": state.log_time,
            "log_product": state.log_product,
        }
        self.steps[run, place] = t
        for name, value in kept.items():
            self.series[name][run, place] = value
        if self.watcher:
            self.watcher(run, place, u)

    def _turn(self, run: int, log10: float, u) -> float:
        """The angle to the last recorded direction at least a decade of the margin earlier, divided by the decades; NaN without one."""
        passed = self.passed[run]
        passed.append((log10, u.clone()))
        while len(passed) > 1 and passed[1][0] <= log10 - 1:
            passed.pop(0)
        before, direction = passed[0]
        if not before <= log10 - 1:
            return math.nan
        half = float(torch.linalg.vector_norm(u - direction)) / 2
        return 2 * math.asin(min(1.0, half)) / (log10 - before)
