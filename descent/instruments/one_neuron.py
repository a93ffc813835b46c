"""Did training end in a bad local minimum, and where does it go from there once paper 2's neuron is added?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from descent.instruments import added_neuron, certificate, minima
from descent.instruments.added_neuron import of_distinct, points, residuals, with_neuron
from descent.instruments.certificate import Certificate
from descent.instruments.classified import errors
from descent.instruments.minima import BAD, GOOD, SADDLE, Minimum
from descent.instruments.objective import Objective, Parameters

NOT_NEEDED, TAKEN_OVER, TO_INFINITY, STUCK, NOT_CONVERGED = "not needed", "taken over", "to infinity", "stuck", "not converged"
MEANINGS = {
    NOT_NEEDED: "g = 0 everywhere: the loss is at a minimum of the outputs themselves, and no neuron lowers it.",
    TAKEN_OVER: "The neuron has brought the net to a lower loss of its own, and is off.",
    TO_INFINITY: "F falls while w and b grow without end, and the net alone stays wrong.",
    STUCK: "F does not come below the minimum.",
    NOT_CONVERGED: "None of these within the steps.",
}
ZERO = 1e-8
"""Sums of residuals of equal points are 0 where they are at most this."""
FALL = 1e-6
"""F has fallen where it is below the minimum's loss by this share of it."""
ON = 1e-3
"""The neuron is on where its output at some point is above this."""
GROWTH = 1.2
"""It grows where |(w, b)| is at the end by this factor what it was. It cannot be on at a finite stationary point, since there lambda |a|^2,
which is a.dF/da less the sum of dF/db, is 0 (Liang et al. 2018).
"""
TIMES = 60
"""At how many steps of the descent a single network's path is kept."""


class Settings(NamedTuple):
    """How ends are looked at.

    lam: lambda. radius: of the ball of (w, b), in the units of the inputs. starts: of the search in it. steps: most steps of L-BFGS in the
    descent with the neuron. polish: most of them before it. tolerance: of the polished gradient. lowest: the least loss that there is.
    eigenvalues: how many of the lowest. seed: of the search's starts. device: cpu, cuda or auto, for polishing and descent.
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


class Path(NamedTuple):
    """The descent of F from a = 0, at some of its steps. (times,) each"""

    steps: np.ndarray
    F: np.ndarray
    size: np.ndarray
    """The largest |(w, b)| of any output's neuron."""
    output: np.ndarray
    """The largest |a exp(w.x + b)| at any point."""
    base_loss: np.ndarray
    """The net's own loss."""
    base_errors: np.ndarray
    """Points that the net alone classifies wrong."""


@dataclass(frozen=True)
class OneNeuron:
    """The end of a training, and what a neuron does there. It prints as a table; `plot` draws it."""

    network: str
    settings: Settings
    minimum: Minimum
    neuron: str
    """One of MEANINGS; "" where it was not examined."""
    residual: float
    """The largest sum of the loss's derivatives by an output, over equal points: g = 0 everywhere if and only if this is 0."""
    certificate: Certificate | None = None
    path: Path | None = None

    @property
    def gain(self) -> float:
        """By how much F has come below the minimum; NaN without a descent."""
        return np.nan if self.path is None else float(self.minimum.loss - self.path.F[-1])

    def __str__(self) -> str:
        from descent.instruments.one_neuron_table import table

        return table(self)

    def plot(self):
        """The loss with the neuron and without it, and the neuron's size, along the descent. Returns matplotlib's figure."""
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
    """Look at a training's end: polish it, say what minimum it is, add a neuron at a = 0 and descend.

    module, data, loss: as `Objective` takes them. lam: lambda of F = loss(outputs + neuron) + lambda |a|^2/2. radius: of the ball of (w, b)
    in which the neuron is looked for, in the units of the inputs, which had better be standardised. starts: of that search. steps: most
    steps of the descent, by L-BFGS. lowest: the least loss that there is. settings: further ones of `Settings`. Raises ValueError as
    `Objective`. Source: Liang et al. 2018; Kawaguchi and Kaelbling 2020.
    """
    how = Settings(lam=lam, radius=radius, starts=starts, steps=steps, lowest=lowest, seed=seed, **settings)
    return looked([Objective(module, data, loss)], how, TIMES)[0]


def looked(networks: Sequence[Objective], settings: Settings, times: int = 1) -> list[OneNeuron]:
    """Look at the starts of all networks, of one architecture. times: at how many steps the path is kept."""
    homes = [minima.at_home(network) for network in networks]
    how = settings
    ends = minima.minima(homes, how.lowest, how.tolerance, how.polish, how.eigenvalues, how.device)
    first = [_first(home, end, how) for home, end in zip(homes, ends, strict=True)]
    going = [run for run, found in enumerate(first) if found.neuron == NOT_CONVERGED]
    if going:
        paths = _descents([homes[run] for run in going], [first[run] for run in going], how, times)
        for run, path in zip(going, paths, strict=True):
            first[run] = _second(first[run], path)
    return first


def _first(home: Objective, end: Minimum, how: Settings) -> OneNeuron:
    """The minimum, and the search for a neuron. What is to be descended has the word NOT_CONVERGED."""
    name = type(home.module).__name__
    if end.word not in (GOOD, BAD, SADDLE, minima.AT_INFINITY) or home.loss is None or not home.inputs:
        return OneNeuron(name, how, end, "", np.nan)
    x, sums = of_distinct(points(home), residuals(home, end.theta))
    largest = float(sums.abs().max())
    found = certificate.largest(x.numpy(), sums.numpy(), how.radius, how.starts, how.seed)
    needed = end.word in (BAD, SADDLE) and largest > ZERO
    return OneNeuron(name, how, end, NOT_CONVERGED if needed else NOT_NEEDED, largest, found)


def _descents(homes: list[Objective], first: list[OneNeuron], how: Settings, times: int) -> list[Path]:
    """The descents of F."""
    augmented = [
        with_neuron(home, found.minimum.theta, torch.from_numpy(found.certificate.v), how.lam)
        for home, found in zip(homes, first, strict=True)
    ]
    kept = _times(how.steps, times)
    found, gradients = minima.descend(augmented, how.tolerance, how.steps, kept, how.device)
    thetas = [{name: values.cpu() for name, values in gradients.stacked(theta).items()} for theta in (*found.kept, found.theta)]
    steps = np.array([*kept, how.steps])
    paths = []
    for run, (home, with_it) in enumerate(zip(homes, augmented, strict=True)):
        paths.append(_path(home, with_it, [{name: values[run] for name, values in theta.items()} for theta in thetas], steps))
    return paths


def _times(steps: int, times: int) -> list[int]:
    """Steps at which a path is kept."""
    return sorted({0, *np.geomspace(1, max(steps, 1), max(times, 1)).round().astype(int).tolist()})


def _path(home: Objective, with_it: Objective, thetas: list[Parameters], steps: np.ndarray) -> Path:
    """What is known along a descent."""
    x, columns = points(home), []
    for theta in thetas:
        base = {name.removeprefix(added_neuron.NET): values for name, values in theta.items() if name not in added_neuron.OWN}
        size = torch.cat([theta["w"], theta["b"][:, None]], dim=1).norm(dim=1).max()
        with torch.no_grad():
            row = with_it.value(theta), size, added_neuron.outputs_of(x, theta), home.value(base)
        columns.append([*map(float, row), errors(home, base)])
    return Path(steps, *np.array(columns).T)


def _second(found: OneNeuron, path: Path) -> OneNeuron:
    """The word for a descent."""
    before, end = found.minimum.loss, {name: values[-1] for name, values in path._asdict().items()}
    fallen = end["F"] < before - FALL * abs(before)
    off, lower = end["output"] <= ON, end["base_loss"] < before - FALL * abs(before)
    wrong = end["base_errors"] > 0 or (np.isnan(end["base_errors"]) and end["base_loss"] > found.settings.lowest + minima.LEAST)
    word = NOT_CONVERGED
    if not fallen:
        word = STUCK
    elif off and lower:
        word = TAKEN_OVER
    elif not off and wrong and end["size"] > GROWTH * path.size[0]:
        word = TO_INFINITY
    return OneNeuron(found.network, found.settings, found.minimum, word, found.residual, found.certificate, path)


def examine(networks: Sequence[Objective], ends: Parameters, which: np.ndarray, settings: Settings | None = None) -> dict[str, np.ndarray]:
    """Where runs ended, for a study: the columns of its run files.

    networks: one a run. ends: stacked parameters (runs, ...). which: (runs,), the runs that are looked at; others are NaN and "". Returns
    arrays (runs,). A run's numbers do not depend on those beside it.
    """
    settings, runs = settings or Settings(), len(networks)
    found: dict[str, np.ndarray] = {name: np.full(runs, np.nan) for name in COLUMNS} | {name: np.full(runs, "", "U13") for name in WORDS}
    theta = {run: {name: values[run] for name, values in ends.items()} for run in np.flatnonzero(which)}
    found["minimum"][list(theta)] = minima.NOT_CONVERGED
    looked_at = [run for run, end in theta.items() if minima.is_finite(networks[run], end)]
    if not looked_at:
        return found
    there = [minima.moved_to(networks[run], theta[run]) for run in looked_at]
    for run, one in zip(looked_at, looked(there, settings), strict=True):
        found["minimum"][run], found["neuron"][run] = one.minimum.word, one.neuron
        for name, value in _numbers(one).items():
            found[name][run] = value
    return found


WORDS = ("minimum", "neuron")
COLUMNS = (
    "minimum_loss",
    "minimum_gradient",
    "minimum_curvature",
    "minimum_errors",
    "neuron_certificate",
    "neuron_gain",
    "neuron_output",
    "neuron_base_loss",
)


def _numbers(one: OneNeuron) -> dict[str, float]:
    """COLUMNS of one network."""
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
