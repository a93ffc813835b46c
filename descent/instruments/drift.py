"""How far conservation laws drift along a training, why, and with which power of the step size."""

import copy
import inspect
from collections.abc import Callable, Mapping
from functools import cached_property
from types import ModuleType

import numpy as np
import torch

from descent.ends import End
from descent.instruments import optimisers, training
from descent.instruments.conserved import laws_of
from descent.instruments.law_watch import LawWatch
from descent.instruments.laws import Laws
from descent.instruments.objective import Objective
from descent.instruments.tables import table
from descent.instruments.unknowns import Form
from descent.statistics import Measured, median, slope

HALVINGS = 3
"""Number of step sizes that are compared, each half of the one before."""


class Drift:
    """Laws along trainings by one optimiser with several step sizes and the same flow time. Prints as a table."""

    def __init__(self, laws: Laws, label: str, rates: list[float], trained: list[training.Trained], seen: list[np.ndarray]):
        self.laws, self.label, self.rates = laws, label, rates
        self.diverged = np.any([one.status == End.DIVERGED for one in trained], axis=0)
        """Runs that diverged with any of the step sizes; their laws are NaN. (runs,)"""
        seen = [np.where(self.diverged[:, None, None, None], np.nan, part) for part in seen]
        self.trained = trained
        """The trainings, in falling order of the step size."""
        self.times = trained[0].times
        """Iterations of the first training at which laws were recorded. (record,)"""
        self.values, self.sizes, self.by_direction, self.by_length, self.predicted = np.moveaxis(seen[0], -1, 0)
        """Along the first training: the laws' values, their sizes, what steps have added by their direction and by their length
        (`LawWatch`), and the values predicted for gradient descent, NaN for other rules. (runs, record, laws)
        """
        self.relative = _relative(seen[0])
        """Drift: |Q - Q at the start| divided by the law's size at that time. (runs, record, laws)"""
        self.ends = np.stack([_relative(part)[:, -1] for part in seen])
        """Drift at the end of every training. (step sizes, runs, laws)"""

    @cached_property
    def power(self) -> Measured:
        """Power of the step size in the median drift over laws, with its 95 % interval over runs.

        It is 1 where the optimiser's flow is gradient flow, and 0 where it is another.
        """
        return self._power(range(self.laws.count))

    @cached_property
    def powers(self) -> list[Measured]:
        """`power` of each law."""
        return [self._power([law]) for law in range(self.laws.count)]

    @cached_property
    def share_by_direction(self) -> Measured:
        """Share of the laws' whole movement that is due to the steps' direction; 0 for gradient descent."""
        by_direction, by_length = (np.abs(part[:, -1]).sum(axis=1) for part in (self.by_direction, self.by_length))
        return median(by_direction / (by_direction + by_length))

    @cached_property
    def unexplained(self) -> float:
        """Largest difference from the values predicted for gradient descent, divided by the law's size: rounding. NaN for other rules."""
        left = ~self.diverged
        with np.errstate(invalid="ignore", divide="ignore"):
            difference = np.abs(self.values[left] - self.predicted[left]) / self.sizes[left]
        return float(difference.max()) if difference.size else np.nan

    def _power(self, laws) -> Measured:
        with np.errstate(divide="ignore"):  # a law that has not moved at all has no power
            drift = np.log(np.median(self.ends[:, :, list(laws)], axis=2)).T
        return slope(np.log(self.rates), np.where(np.isfinite(drift), drift, np.nan))

    def plot(self):
        """Plot drift against iterations and against the step size, and what moved the laws. Returns matplotlib's figure."""
        from descent.instruments.laws_plot import plot_drift

        return plot_drift(self)

    def __str__(self) -> str:
        runs = len(self.values)
        head = f"{self.label}: drift of {self.laws.count} laws, {runs} runs, {self.times[-1]} iterations"
        head += f", {self.diverged.sum()} runs diverged and left out" if self.diverged.any() else ""
        if not self.laws.count:
            return head
        parts = [(family.words, family.laws) for family in self.laws.families] + [("all", range(self.laws.count))]
        rows = [(head, "drift", "power of the step")]
        for words, laws in parts:
            drift, power = median(np.median(self.ends[0][:, list(laws)], axis=1)), self._power(laws)
            rows.append((f"  {words}", f"{drift.value:.1e}", f"{power.value:.2f} [{power.low:.2f}, {power.high:.2f}]"))
        rows.append(("  share that is due to the direction of steps", f"{self.share_by_direction.value:.2g}", ""))
        rows.append(("  largest difference from eta^2 sum Q(gradient)", f"{self.unexplained:.0e}", ""))
        return table(rows)

    __repr__ = __str__


def _relative(seen: np.ndarray) -> np.ndarray:
    """Drift from the records of a `LawWatch`, (runs, record, laws, 5). Returns (runs, record, laws)."""
    with np.errstate(invalid="ignore", divide="ignore"):  # runs that are about to diverge, and laws whose terms are all zero
        return np.abs(seen[..., 0] - seen[:, :1, :, 0]) / seen[..., 1]


def drift(
    module: torch.nn.Module,
    data=((), None),
    loss: Callable | None = None,
    optimiser: str | Mapping = "SGD",
    steps: int = 500,
    runs: int = 8,
    form: Form = "diagonal",
    seed: int = 0,
    own: ModuleType | None = None,
    **settings,
) -> Drift:
    """Train a module by an optimiser with three step sizes and the same flow time, and watch its conservation laws.

    module, data, loss, form: as in `conserved`. optimiser, own: as in `optimisers.named`; lr is halved twice while steps are doubled.
    steps: iterations with the largest step size. runs: number of starts; the first is the module's own, and in the others each tensor's
    entries are shuffled. settings: further ones of `training.Settings`. Raises ValueError as these functions do.
    """
    objective = Objective(module, data, loss)
    laws = laws_of(objective, form, seed)
    generator = torch.Generator().manual_seed(seed)
    objectives = [objective, *(shuffled(objective, generator) for _ in range(runs - 1))]
    chosen = optimisers.named(optimiser, own)
    rates = [_rate(chosen) / 2**n for n in range(HALVINGS)]
    found = [_train(objectives, chosen, laws, rate, training.Settings(steps * 2**n, **settings)) for n, rate in enumerate(rates)]
    return Drift(laws, chosen.label, rates, *map(list, zip(*found, strict=True)))


def _train(objectives, chosen, laws: Laws, rate: float, settings: training.Settings):
    """One training with the step size `rate`, watched at every iteration, and the watcher's records (runs, record, laws, 5)."""
    stepped = chosen._replace(arguments=chosen.arguments | {"lr": rate})
    times = settings.times
    watch = LawWatch(laws, stepped, settings, times)
    trained = training.train(objectives, stepped, settings._replace(record=settings.steps + 1), [watch])
    kept = watch.kept + watch.kept[-1:] * (len(times) - len(watch.kept))
    slopes = {name: getattr(trained, name)[:, times] for name in ("loss", "slope")}
    return trained._replace(times=times, watched=[], **slopes), torch.stack(kept, dim=1).cpu().numpy()


def _rate(chosen: optimisers.Optimiser) -> float:
    """The optimiser's step size. Raises ValueError where it has none."""
    default = inspect.signature(chosen.kind).parameters.get("lr")
    rate = chosen.arguments.get("lr", default and default.default)
    if not isinstance(rate, (int, float)):
        raise ValueError(f"{chosen.label}: needs a number as lr")
    return float(rate)


def shuffled(objective: Objective, generator: torch.Generator) -> Objective:
    """The same objective from another start: each tensor's entries are shuffled."""
    other = copy.copy(objective)
    other.start = {
        name: values.reshape(-1)[torch.randperm(values.numel(), generator=generator)].view(values.shape)
        for name, values in objective.start.items()
    }
    return other
