"""Where does training go when the loss is zero? Margins, KKT residuals and alignment of a homogeneous network, far beyond a loss of 1e-300.

Sources: Gunasekar, Lee, Soudry and Srebro 2018; Lyu and Li 2020 (smoothed margin, KKT residuals); Ji and Telgarsky 2020 (alignment).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from descent.devices import find
from descent.ends import End
from descent.instruments.homogeneity import degree
from descent.instruments.label_pairs import differences
from descent.instruments.late_phase import TOGETHER, LatePhase
from descent.instruments.late_record import SERIES
from descent.instruments.linear_predictors import Predictors, is_linear, to_separators
from descent.instruments.margins_table import table
from descent.instruments.objective import Objective, Parameters
from descent.instruments.tails import TAILS

WORDS = {
    End.CONVERGED: "reached",
    End.ITERATION_LIMIT: "iteration limit",
    End.NOT_SEPARATED: "not separated",
    End.DIVERGED: "diverged",
}
"""How a run ended, in words."""


class Settings(NamedTuple):
    """How far to train, and on what.

    steps: of descent; where a flow is to take over, ten times as many at most, to come to its least margin. until: log10 of the least
    margin at which a run ends. record: at how many margins things are kept, evenly in log10 from a margin of 1 to `until`. tail:
    exponential, the sum of exp(-margin), or logistic, the cross entropy. growth: relative growth of the margin in a step of the late-phase
    flow that takes over after the steps of descent, at a margin of 10^1.5 or more; 0: descent alone. device: cpu, cuda, auto.
    """

    steps: int = 10_000
    until: float = 4.0
    record: int = 41
    tail: str = "exponential"
    growth: float = 0.05
    device: str = "auto"


@dataclass(frozen=True)
class Margins:
    """The late phase of one network. It prints as a table; `plot` draws it. Series are at rising margins, (record,) or fewer."""

    status: str
    """How it ended: reached, iteration limit, not separated, diverged; or why there is nothing: no classes, not homogeneous."""
    degree: float
    """The degree L of homogeneity; NaN where there is none."""
    settings: Settings
    change: float
    """The least relative change of the smoothed margin in any step from a margin of 1 on. In the flow, which takes no step by which it
    falls, it is that of the least margin of unit parameters, and says nothing that the flow does not ensure.
    """
    flow_from: float
    """log10 of the margin at which the late-phase flow took over; NaN where it did not."""
    series: dict[str, np.ndarray]
    """By name, as `late_record.SERIES` has them, and `step`."""
    predictor: np.ndarray | None
    """Direction of the predictor of a module of one output that is linear in its inputs. (record, D)"""
    to_separators: dict[str, np.ndarray] | None
    """1 - cos of the predictor's angle to the largest l2 margin, and to the least l1 norm of Fourier coefficients, by name."""
    direction: np.ndarray
    """The unit parameters at the end, one after another. (size,)"""
    log_norm: float
    """The logarithm of their norm."""

    def __str__(self) -> str:
        return table(self)

    def plot(self):
        """Margins, alignment and KKT residuals, t times loss, and turns, against the margin. Returns matplotlib's figure."""
        from descent.instruments.margins_plot import plot

        return plot(self)


def margins(
    module: torch.nn.Module,
    data,
    *,
    steps: int = Settings().steps,
    until: float = Settings().until,
    record: int = Settings().record,
    tail: str = Settings().tail,
    growth: float = Settings().growth,
    device: str = "auto",
    seed: int = 0,
) -> Margins:
    """Train a homogeneous classifier from where it is on the logarithm of the loss, and look at its margins.

    module, data: as `Objective` takes them. Targets: -1 and 1, or 0 and 1, of one output; else classes as whole numbers, with a margin
    against each other class. The loss is the tail's, whatever the module was trained on. steps, until, record, tail, growth, device: as in
    `Settings`. seed: of the random parameters and inputs at which the degree of homogeneity is measured.

    Margins of 10^300 and more, and those of a module that torch.func.vmap does not take, are out of reach. log(t loss) of descent is known
    to 1e-15 of the margin, so it means something up to margins of 10^12; the flow's is not made of differences, and has no such limit.
    A run of descent at kinks may lose a little of its smoothed margin, which gradient flow does not.

    Where the module is not homogeneous, or its targets are no classes, the result says so and holds nothing. Raises ValueError where a
    setting is not as said, and as `Objective` does.
    """
    settings = Settings(steps, until, record, tail, growth, device)
    _check(settings)
    network = _network(module, data)
    status, degree_found, labels = examined(network, seed)
    if labels is None:
        return Margins(status, degree_found, settings, np.nan, np.nan, {}, None, None, np.zeros(0), np.nan)
    watcher = Predictors(record, network.inputs[0].shape[1]) if labels.shape[2] == 1 and is_linear(network) else None
    late = LatePhase([network], [labels], [degree_found], settings, find(device), watcher=watcher)
    found = late.run()
    kept = ~np.isnan(found.steps[0])
    series = {"step": found.steps[0][kept]} | {name: values[0][kept] for name, values in found.series.items()}
    predictor = near = None
    if watcher:
        predictor = watcher.beta[kept]
        near = to_separators(predictor, (network.inputs[0] * labels[:, 0]).cpu().numpy())[1]
    word, flow_from = WORDS[End(found.status[0])], float(found.flow_from[0])
    return Margins(
        word,
        degree_found,
        settings,
        float(found.change[0]),
        flow_from,
        series,
        predictor,
        near,
        found.direction[0],
        float(found.log_norm[0]),
    )


def follow(networks: Sequence[Objective], starts: Parameters, settings: Settings) -> dict[str, np.ndarray]:
    """The late phase of all runs of a study, from where each is.

    networks: one a run, of one architecture; their modules and data are taken, not their losses. starts: stacked parameters (runs, ...).
    Returns the columns `margins`, `degree`, `margins_change` (runs,) and `margins_` each of `late_record.SERIES` (runs, record). A run's
    numbers do not depend on the runs beside it. Raises ValueError where a setting is not as said.
    """
    _check(settings)
    runs = len(networks)
    networks = [
        _network(network.module, (network.inputs, network.targets), {name: values[run] for name, values in starts.items()})
        for run, network in enumerate(networks)
    ]
    found = {"margins": np.full(runs, "", dtype="<U15"), "degree": np.full(runs, np.nan), "margins_change": np.full(runs, np.nan)}
    found |= {f"margins_{name}": np.full((runs, settings.record), np.nan) for name in SERIES}
    groups: dict[tuple, list] = {}
    for run, network in enumerate(networks):
        found["margins"][run], found["degree"][run], labels = examined(network)
        if labels is not None:
            shapes = tuple(part.shape for part in (labels, *network.inputs))
            groups.setdefault(shapes, []).append((run, network, labels))
    for group in groups.values():
        for first in range(0, len(group), TOGETHER):
            block = group[first : first + TOGETHER]
            filled = block + block[-1:] * (TOGETHER - len(block))
            late = LatePhase(
                [network for _, network, _ in filled],
                [labels for _, _, labels in filled],
                [found["degree"][run] for run, _, _ in filled],
                settings,
                find(settings.device),
                len(block),
            ).run()
            for place, (run, _, _) in enumerate(block):
                found["margins"][run], found["margins_change"][run] = WORDS[End(late.status[place])], late.change[place]
                for name in SERIES:
                    found[f"margins_{name}"][run] = late.series[name][place]
    return found


def examined(network: Objective, seed: int = 0) -> tuple[str, float, torch.Tensor | None]:
    """What stands against following a network, its degree of homogeneity, and the differences of outputs that are its margins."""
    with torch.no_grad():
        outputs = network.outputs(network.start)
    labels = differences(outputs, network.targets) if isinstance(outputs, torch.Tensor) else None
    if labels is None:
        return "no classes", np.nan, None
    found = degree(network, seed=seed)
    return ("not homogeneous", np.nan, None) if np.isnan(found) else ("", found, labels)


def _network(module: torch.nn.Module, data, start: Parameters | None = None) -> Objective:
    """A module with its data, in float64, whatever its loss. start: its parameters, if others than it has."""
    network = Objective(module, data, lambda outputs, targets: outputs.sum())
    if start is not None:
        network.start = {name: start[name].detach().cpu().double().clone() for name in network.start}
    return network


def _check(settings: Settings):
    """Raise ValueError where a setting is not as said."""
    if settings.tail not in TAILS:
        raise ValueError(f"tail = {settings.tail!r}: expected one of {', '.join(TAILS)}")
    for name, least in (("steps", 0), ("record", 2)):
        if not isinstance(value := getattr(settings, name), int | np.integer) or value < least:
            raise ValueError(f"{name} = {value}: must be a whole number, {least} or more")
    if not 0 <= settings.growth <= 0.5:
        raise ValueError(f"growth = {settings.growth}: must be from 0 to 0.5")
    if not 0 < settings.until <= 300:
        raise ValueError(f"until = {settings.until}: must be above 0 and at most 300")
