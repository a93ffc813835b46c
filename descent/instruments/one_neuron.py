"""Did training end in a bad local minimum, and where does descent go from there once paper 2's neuron is added?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments import certificate, minima, polish
from descent.instruments.added_neuron import has_place, of_distinct, points, residuals
from descent.instruments.certificate import Certificate
from descent.instruments.minima import BAD, SADDLE, Minimum
from descent.instruments.neuron_path import MEANINGS as MEANINGS
from descent.instruments.neuron_path import NOT_CONVERGED, NOT_NEEDED, Path, descents, word
from descent.instruments.objective import Objective, Parameters

ZERO = 1e-8
"""Sums of residuals of equal points count as 0 up to this."""
TIMES = 60
"""Number of recorded steps of a single network's descent."""
WORDS = ("minimum", "neuron")
"""A study's columns of words."""
COLUMNS = (
    *("minimum_loss", "minimum_gradient", "minimum_curvature", "minimum_errors"),
    *("neuron_certificate", "neuron_gain", "neuron_output", "neuron_base_loss"),
)
"""A study's columns of numbers."""


class Settings(NamedTuple):
    """How ends are examined.

    lam: lambda. radius: of the ball of (w, b) in which the neuron is sought, in the units of the inputs. starts: number of starts of that
    search. steps: most steps of L-BFGS in the descent with the neuron. polish: most steps of L-BFGS before it. tolerance: of the polished
    gradient's norm. lowest: the least possible loss. eigenvalues: number of lowest eigenvalues. seed: for the starts of the search. device:
    cpu, cuda or auto, for polishing and descent.
    """

    lam: float = 1.0
    radius: float = 1.0
    starts: int = 64
    steps: int = 500
    polish: int = 5000
    tolerance: float = 1e-8
    lowest: float = 0.0
    eigenvalues: int = 4
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True)
class OneNeuron:
    """The end of a training, and the effect of a neuron there. It prints as a table; `plot` draws it."""

    network: str
    settings: Settings
    minimum: Minimum
    neuron: str
    """One of MEANINGS; "" where it was not examined."""
    residual: float
    """The largest absolute sum, over equal points, of the loss's derivatives with respect to an output. It is 0 if and only if g = 0
    everywhere.
    """
    certificate: Certificate | None = None
    path: Path | None = None

    @property
    def gain(self) -> float:
        """The loss at the minimum less F at the end of the descent; NaN without a descent."""
        return np.nan if self.path is None else float(self.minimum.loss - self.path.F[-1])

    def __str__(self) -> str:
        from descent.instruments.one_neuron_table import table

        return table(self)

    def plot(self):
        """Plot the loss with and without the neuron, and the neuron's size, along the descent. Returns matplotlib's figure."""
        from descent.instruments.one_neuron_plot import plot

        return plot(self)


def one_neuron(
    module: torch.nn.Module,
    data=((), None),
    loss: Callable | None = None,
    *,
    lam: float = 1.0,
    radius: float = 1.0,
    starts: int = 64,
    steps: int = 500,
    lowest: float = 0.0,
    seed: int = 0,
    **settings,
) -> OneNeuron:
    """Examine a training's end: polish it, classify it, add a neuron at a = 0 and descend.

    module, data, loss: as in `Objective`. lam: lambda of F = loss(outputs + neuron) + lambda |a|^2/2. radius: of the ball of (w, b) in
    which the neuron is sought, in the units of the inputs, which should be standardised. starts: number of starts of that search. steps:
    most steps of the descent, by L-BFGS. lowest: the least possible loss. seed, settings: as in `Settings`. No neuron is added where
    outputs do not have one row per point. Raises ValueError as `Objective`. Source: Liang et al. 2018; Kawaguchi and Kaelbling 2020.
    """
    how = Settings(lam=lam, radius=radius, starts=starts, steps=steps, lowest=lowest, seed=seed, **settings)
    return looked([Objective(module, data, loss)], how, TIMES)[0]


def looked(networks: Sequence[Objective], settings: Settings, times: int = 1) -> list[OneNeuron]:
    """Examine the starts of networks of one architecture, as `one_neuron`. times: number of recorded steps of a descent."""
    homes = [network.doubled() for network in networks]
    how = settings
    ends = minima.minima(homes, how.lowest, how.tolerance, how.polish, how.eigenvalues, how.device)
    first = [_first(home, end, how) for home, end in zip(homes, ends, strict=True)]
    going = [run for run, found in enumerate(first) if found.neuron == NOT_CONVERGED]
    if going:
        ends, places = [first[run].minimum for run in going], [first[run].certificate.v for run in going]
        paths = descents([homes[run] for run in going], ends, places, how.lam, how.steps, times, how.tolerance, how.device)
        for run, path in zip(going, paths, strict=True):
            first[run] = replace(first[run], neuron=word(path, first[run].minimum.loss, how.lowest), path=path)
    return first


def _first(home: Objective, end: Minimum, how: Settings) -> OneNeuron:
    """The minimum, and the search for a neuron. Networks that need a descent have `neuron` NOT_CONVERGED."""
    name = type(home.module).__name__
    if end.word == minima.NOT_CONVERGED or not has_place(home):
        return OneNeuron(name, how, end, "", np.nan)
    x, sums = of_distinct(points(home), residuals(home, end.theta))
    largest = float(sums.abs().max())
    found = certificate.largest(x.numpy(), sums.numpy(), how.radius, how.starts, how.seed)
    needed = end.word in (BAD, SADDLE) and largest > ZERO
    return OneNeuron(name, how, end, NOT_CONVERGED if needed else NOT_NEEDED, largest, found)


def examine(networks: Sequence[Objective], ends: Parameters, which: np.ndarray, settings: Settings | None = None) -> dict[str, np.ndarray]:
    """Examine the ends of a study's runs, for the columns of its run files.

    networks: one per run. ends: stacked parameters (runs, ...). which: the runs that are examined, bool (runs,); others are NaN and "". A
    run that diverged is "not converged" and otherwise NaN and "". Returns arrays (runs,). A run's numbers do not depend on other runs.
    """
    settings, runs = settings or Settings(), len(networks)
    found: dict[str, np.ndarray] = {name: np.full(runs, np.nan) for name in COLUMNS} | {name: np.full(runs, "", "U13") for name in WORDS}
    wanted = np.flatnonzero(which)
    found["minimum"][wanted] = minima.NOT_CONVERGED
    homes = {run: networks[run].doubled() for run in wanted}
    theta = {run: {name: values[run].cpu().to(torch.float64) for name, values in ends.items()} for run in wanted}
    looked_at = [run for run in wanted if polish.is_finite(homes[run], theta[run])]
    if not looked_at:
        return found
    there = [polish.moved_to(homes[run], theta[run]) for run in looked_at]
    for run, one in zip(looked_at, looked(there, settings), strict=True):
        found["minimum"][run], found["neuron"][run] = one.minimum.word, one.neuron
        for name, value in _numbers(one).items():
            found[name][run] = value
    return found


def _numbers(one: OneNeuron) -> dict[str, float]:
    """The values of `COLUMNS` for one network."""
    end, path = one.minimum, one.path
    return {
        "minimum_loss": end.loss,
        "minimum_gradient": end.gradient,
        "minimum_curvature": end.eigenvalues[0],
        "minimum_errors": end.errors,
        "neuron_certificate": np.nan if one.certificate is None else one.certificate.gain(one.settings.lam),
        "neuron_gain": one.gain,
        "neuron_output": np.nan if path is None else path.output[-1],
        "neuron_base_loss": np.nan if path is None else path.base_loss[-1],
    }
