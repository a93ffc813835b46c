"""Where does training go once the loss is zero? Margins, KKT residuals and alignment of a homogeneous network, far below a loss of 1e-300.

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
    """How long to train, and on which loss.

    steps: steps of descent; at most ten times as many if a flow follows and its least margin is not yet reached. until: log10 of the least
    margin at which a run ends. record: number of recorded margins, evenly spaced in log10 from a margin of 1 to `until`. tail: exponential,
    the sum of exp(-margin), or logistic, the cross entropy. growth: relative growth of the margin per step of the late-phase flow, which
    takes over after the steps of descent, at a margin of 10^1.5 or more; 0: descent alone. device: cpu, cuda or auto.
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
    """How the run ended: reached, iteration limit, not separated, diverged. Or why there was none: no classes, not homogeneous."""
    degree: float
    """The degree L of homogeneity; NaN where there is none."""
    settings: Settings
    change: float
    """The least relative change of the smoothed margin in any step from a margin of 1 on. The flow's smoothed margin is the least margin of
    unit parameters. The flow ensures that this does not fall, so its change is no evidence.
    """
    flow_from: float
    """log10 of the margin at which the late-phase flow took over; NaN where it did not."""
    series: dict[str, np.ndarray]
    """The series `late_record.SERIES`, and `step`, by name."""
    predictor: np.ndarray | None
    """Direction of the predictor, for a module with one output that is linear in its inputs; None for others. (record, D)"""
    to_separators: dict[str, np.ndarray] | None
    """1 - cos of the predictor's angle to the separator of largest l2 margin, `l2`, and to that of least l1 norm of Fourier coefficients,
    `l1`. (record,) each
    """
    direction: np.ndarray
    """The unit parameters at the end, one after another. (size,)"""
    log_norm: float
    """The logarithm of their norm."""

    def __str__(self) -> str:
        return table(self)

    def plot(self):
        """Plot margins, alignment and KKT residuals, t times loss, and turns against the margin. Returns matplotlib's figure."""
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
    """Train a homogeneous classifier on the logarithm of the loss, from its current parameters, and record its margins.

    module, data: as in `Objective`. Targets are -1 and 1, or 0 and 1, for one output; else classes as whole numbers, with a margin against
    each other class. The loss is that of `tail`, whatever loss the module was trained on. steps, until, record, tail, growth, device: as in
    `Settings`. seed: for the random parameters and inputs at which the degree of homogeneity is measured.

    Margins above 10^300, and modules that torch.func.vmap does not take, are not supported. log(t loss) of descent has errors of 1e-15
    times the margin, so it is meaningful up to margins of 10^12. The flow computes it without differences and has no such limit. At kinks
    descent may lower the smoothed margin a little, which gradient flow does not.

    If the module is not homogeneous, or its targets are no classes, the result says so and has no series. Raises ValueError for settings
    out of range, and as `Objective` does.
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
    """The late phase of all runs of a study.

    networks: one per run, of one architecture; only their modules and data are used. starts: stacked parameters (runs, ...). Returns the
    columns `margins`, `degree`, `margins_change` (runs,), and `margins_` followed by each name of `late_record.SERIES` (runs, record). A
    run's numbers do not depend on the runs beside it. Raises ValueError for settings out of range.
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
    """Whether a network has a late phase: the reason against it, or "", its degree of homogeneity, and its `label_pairs.differences`."""
    with torch.no_grad():
        outputs = network.outputs(network.start)
    labels = differences(outputs, network.targets) if isinstance(outputs, torch.Tensor) else None
    if labels is None:
        return "no classes", np.nan, None
    found = degree(network, seed=seed)
    return ("not homogeneous", np.nan, None) if np.isnan(found) else ("", found, labels)


def _network(module: torch.nn.Module, data, start: Parameters | None = None) -> Objective:
    """A module with its data in float64, and a placeholder for its loss. start: parameters that replace the module's own."""
    network = Objective(module, data, lambda outputs, targets: outputs.sum())
    if start is not None:
        network.start = {name: start[name].detach().cpu().double().clone() for name in network.start}
    return network


def _check(settings: Settings):
    """Raise ValueError where a setting is out of range."""
    if settings.tail not in TAILS:
        raise ValueError(f"tail = {settings.tail!r}: expected one of {', '.join(TAILS)}")
    for name, least in (("steps", 0), ("record", 2)):
        if not isinstance(value := getattr(settings, name), int | np.integer) or value < least:
            raise ValueError(f"{name} = {value}: must be a whole number, {least} or more")
    if not 0 <= settings.growth <= 0.5:
        raise ValueError(f"growth = {settings.growth}: must be from 0 to 0.5")
    if not 0 < settings.until <= 300:
        raise ValueError(f"until = {settings.until}: must be above 0 and at most 300")
