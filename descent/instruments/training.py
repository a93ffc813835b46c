"""Training of many runs of one network side by side, with any optimiser: batched where torch can, one by one where it cannot."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.devices import find
from descent.ends import End
from descent.instruments.gradients import Gradients
from descent.instruments.objective import Objective, Parameters
from descent.instruments.optimisers import Optimiser
from descent.instruments.stepping import stepper

NOT_YET = -1
"""In place of the end of a run that has not ended."""
Watcher = Callable[[int, Parameters, torch.Tensor, Parameters, torch.Tensor], object]
"""Called as watcher(iteration, theta, loss, gradient, active): theta and gradient stacked, (runs, ...) by name; loss, active: (runs,)."""


class Settings(NamedTuple):
    """How long and how to train.

    steps: iterations. tolerance: a run ends where its gradient's norm is at most this; 0: never. batch: points in a mini-batch, drawn without
    replacement, a permutation an epoch from the run's own generator; 0: all data in every gradient. clip: longest gradient; 0: any. record:
    how many times loss, slope and what watchers see are kept, evenly over the steps, start and end included. r, g_thres, t_thres: noise
    uniform in a ball of radius r where the gradient's norm is at most g_thres, more than t_thres iterations after the last, then a gradient
    at the new point (Jin et al. 2017, as `descent.methods.pgd`). sigma: length of noise in every gradient (Ge et al. 2015, as
    `descent.methods.noisy_gd`). device: cpu, cuda or auto.
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


class Trained(NamedTuple):
    """What happened. A run that has ended stays where it ended, in all that is recorded later."""

    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""
    iterations: np.ndarray
    """At which iteration it ended. (runs,)"""
    end: Parameters
    """The last parameters, stacked. (runs, ...) by name"""
    times: np.ndarray
    """Recorded iterations. (record,)"""
    loss: np.ndarray
    """f at these; with mini-batches, of the mini-batch. (runs, record)"""
    slope: np.ndarray
    """The gradient's norm at these. (runs, record)"""
    watched: list
    """What each watcher gave: an array (runs, record, ...) where it gave tensors (runs, ...), else a list (record,)."""
    way: str
    """How gradients and steps were taken: batched, batched gradients, one by one."""


def train(
    objectives: Sequence[Objective],
    optimiser: Optimiser,
    settings: Settings,
    watchers: Sequence[Watcher] = (),
    generators: Sequence[torch.Generator] | None = None,
) -> Trained:
    """Train every objective, one a run, from its own start.

    objectives: of one architecture. optimiser: of `optimisers.named`. generators: one a run, for noise and mini-batches; none: seeded by the
    run's place. Raises ValueError where a setting is not as said.
    """
    device = find(settings.device)
    generators = list(generators) if generators is not None else [torch.Generator().manual_seed(run) for run in range(len(objectives))]
    gradients = Gradients(objectives, settings.batch, generators, device, batched=not optimiser.closure)
    theta = torch.stack([objective.flat(objective.start) for objective in objectives]).to(device)
    step = stepper(optimiser, theta, gradients)
    noise = Noise(settings, generators)
    times = np.unique(np.linspace(0, settings.steps, max(2, min(settings.record, settings.steps + 1))).round().astype(int))
    runs = len(objectives)
    status, iterations = np.full(runs, NOT_YET), np.zeros(runs, int)
    active = torch.ones(runs, dtype=torch.bool, device=device)
    loss, slope, watched = [], [], [[] for _ in watchers]
    loss_now, gradient = theta.new_zeros(runs), torch.zeros_like(theta)
    everything = True
    t = 0
    while True:
        gradients.at(t)
        _evaluate(gradients, theta, active, everything, loss_now, gradient)
        norm = torch.linalg.vector_norm(gradient, dim=1)
        ended = _ended(loss_now, norm, gradient, theta, t, settings)
        if ended is not None:
            new = active & (ended >= 0)
            if new.any():
                where = new.cpu().numpy()
                status[where], iterations[where] = ended.cpu().numpy()[where], t
                active = active & ~new
                everything = False
        if t == times[len(loss)]:
            loss.append(loss_now.clone())
            slope.append(norm)
            stacked = gradients.stacked(theta), gradients.stacked(gradient)
            for kept, watcher in zip(watched, watchers, strict=True):
                kept.append(watcher(t, stacked[0], loss_now, stacked[1], active))
            if t == times[-1] or not active.any():
                break
        elif not everything and not active.any():
            t = int(times[len(loss)])
            continue
        taken = gradient
        if settings.r > 0.0:
            taken = noise.ball(t, theta, norm, active, gradients, everything, loss_now, gradient)
        if settings.sigma > 0.0:
            taken = noise.sphere(taken)
        if settings.clip > 0.0:
            length = torch.linalg.vector_norm(taken, dim=1, keepdim=True)
            taken = taken * (settings.clip / (length + 1e-6)).clamp(max=1.0)
        before = None if everything else theta.clone()
        step(theta, taken, active)
        if before is not None:
            torch.where(active[:, None], theta, before, out=theta)
        t += 1
    return Trained(
        status=status,
        iterations=iterations,
        end={name: values.cpu() for name, values in gradients.stacked(theta).items()},
        times=times,
        loss=_filled(loss, len(times)),
        slope=_filled(slope, len(times)),
        watched=[_collected(kept, runs, len(times)) for kept in watched],
        way="one by one" if not gradients.batched else "batched" if optimiser.elementwise else "batched gradients",
    )


def _evaluate(gradients, theta, active, everything, loss, gradient):
    """Losses and gradients of the active runs, in place; those of the others stay as they are."""
    if everything:
        found_loss, found = gradients(theta)
        loss.copy_(found_loss)
        gradient.copy_(found)
        return
    rows = active.nonzero()[:, 0]
    if len(rows):
        loss[rows], gradient[rows] = gradients(theta, rows)


def _ended(loss, norm, gradient, theta, t, settings):
    """How runs end here, an `End` or NOT_YET, (runs,); None where none does."""
    fine = torch.isfinite(loss) & torch.isfinite(norm)
    last = t == settings.steps
    if not last and bool(fine.all()) and not (settings.tolerance > 0.0 and bool((norm <= settings.tolerance).any())):
        return None
    fine = torch.isfinite(loss) & torch.isfinite(gradient).all(dim=1) & torch.isfinite(theta).all(dim=1)
    limit = End.ITERATION_LIMIT if settings.tolerance > 0.0 else End.COMPLETED
    ended = torch.full_like(loss, int(limit) if last else NOT_YET, dtype=torch.long)
    if settings.tolerance > 0.0:
        ended[norm <= settings.tolerance] = int(End.CONVERGED)
    ended[~fine] = int(End.DIVERGED)
    return ended


class Noise:
    """Noise of each run, from its own generator."""

    def __init__(self, settings: Settings, generators):
        self.settings, self.generators = settings, generators
        self.last = None

    def ball(self, t, theta, norm, active, gradients, everything, loss, gradient):
        """Move runs with a small gradient by noise, in place. Returns the gradients where they are then. (runs, size)"""
        if self.last is None:
            self.last = torch.full_like(norm, -float("inf"))
        noisy = active & (norm <= self.settings.g_thres) & (t - self.last > self.settings.t_thres)
        if not bool(noisy.any()):
            return gradient
        self.last[noisy] = t
        rows = noisy.nonzero()[:, 0]
        for row in rows.tolist():
            theta[row] += self.settings.r * _in_ball(theta.shape[1], self.generators[row], theta)
        moved = gradient.clone()
        _, moved[rows] = gradients(theta, rows)
        return moved

    def sphere(self, gradient):
        """The gradients with noise on a sphere."""
        noise = torch.stack([_on_sphere(gradient.shape[1], generator, gradient) for generator in self.generators])
        return gradient + self.settings.sigma * noise


def _on_sphere(size, generator, like):
    """Uniform on the unit sphere. (size,)"""
    xi = torch.randn(size, generator=generator, dtype=torch.float64)
    return (xi / torch.linalg.vector_norm(xi)).to(like)


def _in_ball(size, generator, like):
    """Uniform in the unit ball. (size,)"""
    direction = _on_sphere(size, generator, like)
    return direction * float(torch.rand((), generator=generator, dtype=torch.float64)) ** (1.0 / size)


def _filled(kept: list[torch.Tensor], record: int) -> np.ndarray:
    """Stacked (runs, record); the last stays."""
    kept = kept + kept[-1:] * (record - len(kept))
    return torch.stack(kept, dim=1).cpu().numpy()


def _collected(kept: list, runs: int, record: int):
    """What a watcher gave, as an array where it gave a tensor or an array of all runs."""
    if all(isinstance(part, (torch.Tensor, np.ndarray)) and part.shape[:1] == (runs,) for part in kept):
        kept = [part.detach().cpu().numpy() if isinstance(part, torch.Tensor) else part for part in kept]
        return np.stack(kept + kept[-1:] * (record - len(kept)), axis=1)
    return kept
