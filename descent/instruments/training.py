"""Training of many runs of one network side by side, with any optimiser: batched where torch can, else run by run."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.devices import find
from descent.ends import End
from descent.instruments.batches import Data
from descent.instruments.gradients import Gradients, gpus
from descent.instruments.mistakes import named
from descent.instruments.noise import Perturbation, Sphere
from descent.instruments.objective import Objective, Parameters
from descent.instruments.optimisers import Optimiser
from descent.instruments.stepping import stepper

NOT_YET = -1
"""The status of a run that has not ended."""
Watcher = Callable[[int, Parameters, torch.Tensor, Parameters, torch.Tensor], object]
"""Called as watcher(iteration, theta, loss, gradient, active). theta, gradient: stacked, (runs, ...) by name. loss, active: (runs,). All
tensors are on the device of the training.
"""


class Settings(NamedTuple):
    """How long and how to train.

    steps: iterations. tolerance: a run ends when its gradient's norm is at most this; 0: never. batch: points in a mini-batch, drawn
    without replacement, one permutation per epoch from the run's own generator; 0: all data in every gradient. clip: largest norm of the
    gradient; 0: no clipping. record: number of evenly spaced iterations at which loss, slope and watchers are recorded, start and end
    included. r, g_thres, t_thres: noise uniform in a ball of radius r, added where the gradient's norm is at most g_thres and the last
    noise is more than t_thres iterations ago, followed by a gradient at the new point (Jin et al. 2017, as `descent.methods.pgd`); r = 0:
    none. sigma: length of noise in every gradient (Ge et al. 2015, as `descent.methods.noisy_gd`). device: cpu, cuda or auto.
    """

    steps: int
    tolerance: float = 0.0
    batch: int = 0
    clip: float = 0.0
    record: int = 101
    r: float = 0.0
    g_thres: float = 0.0
    t_thres: int = 1
    sigma: float = 0.0
    device: str = "auto"

    @property
    def times(self) -> np.ndarray:
        """Recorded iterations, (record,) or fewer where there are fewer iterations."""
        return np.unique(np.linspace(0, self.steps, max(2, min(self.record, self.steps + 1))).round().astype(int))


class Trained(NamedTuple):
    """The result of a training. A run that has ended keeps its last values in all later records."""

    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""
    iterations: np.ndarray
    """The iteration at which each run ended. (runs,)"""
    end: Parameters
    """The last parameters, stacked. (runs, ...) by name"""
    times: np.ndarray
    """Recorded iterations. (record,)"""
    loss: np.ndarray
    """f at the recorded iterations; with mini-batches, f of the mini-batch. (runs, record)"""
    slope: np.ndarray
    """The gradient's norm at the recorded iterations. (runs, record)"""
    watched: list
    """The returns of each watcher: an array (runs, record, ...) if it returned tensors (runs, ...), else a list (record,)."""
    way: str
    """How gradients and steps were computed: batched, batched gradients, one by one."""


def train(
    objectives: Sequence[Objective],
    optimiser: Optimiser,
    settings: Settings,
    watchers: Sequence[Watcher] = (),
    generators: Sequence[torch.Generator] | None = None,
) -> Trained:
    """Train every objective from its own start.

    objectives: one per run, of one architecture. optimiser: from `optimisers.named`. watchers: called at the recorded iterations; they must
    copy tensors that they keep, since training changes them. generators: one per run, for noise and mini-batches; by default each is seeded
    with the run's index. A run's numbers do not depend on the runs beside it; on a GPU this holds up to rounding. Raises ValueError for
    settings out of range.
    """
    _check(objectives, settings, generators)
    runs, device = len(objectives), find(settings.device)
    generators = list(generators) if generators is not None else [torch.Generator().manual_seed(run) for run in range(runs)]
    # The faster convolutions of a GPU add in another order at every call.
    with torch.random.fork_rng(devices=gpus(device)), torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
        return _Training(objectives, optimiser, settings, watchers, generators, device).run()


class _Training:
    """The loop. theta, gradient: one row per run, (runs, width). loss, norm, active: (runs,)."""

    def __init__(self, objectives, optimiser, settings, watchers, generators, device):
        data = Data([(*objective.inputs, objective.targets) for objective in objectives], device, settings.batch, generators)
        self.gradients = Gradients(objectives, data, generators, device)
        self.settings, self.watchers, self.network = settings, watchers, type(objectives[0].module).__name__
        self.theta, size = self.gradients.start, objectives[0].size
        self.step = stepper(optimiser, self.theta, self.gradients)
        self.ball = Perturbation(generators, size, settings.r, settings.g_thres, settings.t_thres) if settings.r > 0 else None
        self.sphere = Sphere(generators, size, settings.sigma) if settings.sigma > 0 else None
        runs = len(objectives)
        self.active, self.going = torch.ones(runs, dtype=torch.bool, device=device), runs
        self.rows = None  # indices of active runs, once some have ended
        self.loss, self.gradient = self.theta.new_zeros(runs), torch.zeros_like(self.theta)
        self.status, self.iterations = np.full(runs, NOT_YET), np.zeros(runs, int)
        self.way = "batched" if self.gradients.batched else "one by one"
        if self.gradients.batched and not optimiser.elementwise:
            self.way = "one by one" if optimiser.closure else "batched gradients"

    def run(self) -> Trained:
        """Train to the end."""
        times, kept, t = self.settings.times, [], 0
        while len(kept) < len(times):
            self._evaluate(t)
            self._end(t)
            if not self.going:
                t = int(times[len(kept)])  # nothing moves any more
            if t == times[len(kept)]:
                kept.append(self._record(t))
            if not self.going:
                break
            self._move(t)
            t += 1
        loss, slope, *watched = zip(*kept, strict=True)
        return Trained(
            status=self.status,
            iterations=self.iterations,
            end={name: values.cpu().clone() for name, values in self.gradients.stacked(self.theta).items()},
            times=times,
            loss=_collected(loss, len(self.status), len(times)),
            slope=_collected(slope, len(self.status), len(times)),
            watched=[_collected(values, len(self.status), len(times)) for values in watched],
            way=self.way,
        )

    def _evaluate(self, t: int):
        """Compute loss and gradient of the active runs. Those of other runs stay as they are."""
        self.gradients.at(t)
        self._gradient(self.rows)
        self.norm = torch.linalg.vector_norm(self.gradient, dim=1)

    def _gradient(self, rows):
        try:
            if rows is None:
                self.loss, self.gradient = self.gradients(self.theta)
            else:
                loss, gradient = self.gradients(self.theta[rows], rows)
                self.loss, self.gradient = self.loss.index_copy(0, rows, loss), self.gradient.index_copy(0, rows, gradient)
        except Exception as error:
            with named(f"{self.network} in training"):
                raise error

    def _end(self, t: int):
        """Set the status of runs that end at iteration t."""
        tolerance, last = self.settings.tolerance, t == self.settings.steps
        loss, norm = (self.loss, self.norm) if self.rows is None else (self.loss[self.rows], self.norm[self.rows])
        if not last and math.isfinite(float((loss + norm).sum())) and not (tolerance and float(norm.min()) <= tolerance):
            return
        fine = self.loss.isfinite() & self.gradient.isfinite().all(dim=1) & self.theta.isfinite().all(dim=1)
        ended = torch.full_like(self.loss, NOT_YET, dtype=torch.long)
        if last:
            ended[:] = int(End.ITERATION_LIMIT if tolerance else End.COMPLETED)
        if tolerance:
            ended[self.norm <= tolerance] = int(End.CONVERGED)
        ended[~fine] = int(End.DIVERGED)
        new = self.active & (ended != NOT_YET)
        where = new.cpu().numpy()
        self.status[where], self.iterations[where] = ended.cpu().numpy()[where], t
        self.active = self.active & ~new
        self.going = int(self.active.sum())
        if self.going < len(self.active):
            self.rows = self.active.nonzero()[:, 0]

    def _record(self, t: int) -> list:
        """What is recorded at iteration t: loss, slope, and the watchers' returns."""
        if not self.watchers:
            return [self.loss, self.norm]
        parts = self.gradients.stacked(self.theta), self.loss, self.gradients.stacked(self.gradient), self.active
        return [self.loss, self.norm, *(watcher(t, *parts) for watcher in self.watchers)]

    def _move(self, t: int):
        """Take one step of the active runs."""
        before = None if self.rows is None else self.theta.clone()
        if self.ball and (rows := self.ball.due(t, self.norm, self.active)):
            for run in rows:
                self.ball.move(run, self.theta[run])
            self._gradient(torch.tensor(rows, device=self.theta.device))
        gradient = self.sphere.add(self.gradient) if self.sphere else self.gradient
        if self.settings.clip:
            length = torch.linalg.vector_norm(gradient, dim=1, keepdim=True)
            gradient = gradient * (self.settings.clip / (length + 1e-6)).clamp(max=1.0)  # as torch.nn.utils.clip_grad_norm_
        self.step(gradient, self.active)
        if before is not None:
            self.theta.copy_(torch.where(self.active[:, None], self.theta, before))


def _check(objectives, settings: Settings, generators):
    """Raise ValueError where runs, generators or settings are out of range."""
    if not objectives:
        raise ValueError("no runs: expected at least one objective")
    if generators is not None and len(generators) != len(objectives):
        raise ValueError(f"{len(generators)} generators of {len(objectives)} runs: expected one a run")
    for name in ("steps", "batch", "record", "t_thres"):
        if not isinstance(value := getattr(settings, name), int | np.integer) or value < 0:
            raise ValueError(f"{name} = {value}: must be a whole number, 0 or more")
    for name in ("tolerance", "clip", "r", "g_thres", "sigma"):
        if not getattr(settings, name) >= 0:
            raise ValueError(f"{name} = {getattr(settings, name)}: must be 0 or more")


def _collected(kept: Sequence, runs: int, record: int):
    """Records as an array (runs, record, ...) if each is an array (runs, ...), with the last one repeated to the end; else as a list."""
    if all(isinstance(part, torch.Tensor | np.ndarray) and part.shape[:1] == (runs,) for part in kept):
        kept = [part.detach().cpu().numpy() if isinstance(part, torch.Tensor) else part for part in kept]
        return np.stack([*kept, *kept[-1:] * (record - len(kept))], axis=1)
    return list(kept)
