"""Where does training go when the loss is zero? Margins, KKT residuals and alignment of a homogeneous network, far beyond a loss of 1e-300.

Sources: Gunasekar, Lee, Soudry and Srebro 2018; Lyu and Li 2020 (smoothed margin, KKT residuals); Ji and Telgarsky 2020 (alignment).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from descent.devices import find
from descent.ends import End
from descent.instruments.homogeneity import degree
from descent.instruments.label_pairs import differences
from descent.instruments.late_phase import SERIES, TOGETHER, LatePhase
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

    steps: of descent at most. until: log10 of the least margin at which a run ends. record: at how many margins things are kept, evenly in
    log10 from a margin of 1 to `until`. tail: exponential, the sum of exp(-margin), or logistic, the cross entropy. device: cpu, cuda, auto.
    """

    steps: int = 10_000
    until: float = 4.0
    record: int = 41
    tail: str = "exponential"
    device: str = "auto"


def follow(networks: Sequence[Objective], starts: Parameters, settings: Settings) -> dict[str, np.ndarray]:
    """The late phase of all runs of a study, from where each is.

    networks: one a run, of one architecture; their modules and data are taken, not their losses. starts: stacked parameters (runs, ...).
    Returns the columns `margins`, `degree`, `margins_change` (runs,) and `margins_` each of `late_phase.SERIES` (runs, record). A run's
    numbers do not depend on the runs beside it. Raises ValueError where a setting is not as said.
    """
    _check(settings)
    runs = len(networks)
    networks = [_at(network, {name: values[run] for name, values in starts.items()}) for run, network in enumerate(networks)]
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
            ).run()
            for place, (run, _, _) in enumerate(block):
                found["margins"][run], found["margins_change"][run] = WORDS[End(late.status[place])], late.change[place]
                for name in SERIES:
                    found[f"margins_{name}"][run] = late.series[name][place]
    return found


def examined(network: Objective) -> tuple[str, float, torch.Tensor | None]:
    """What stands against following a network, its degree of homogeneity, and the differences of outputs that are its margins."""
    with torch.no_grad():
        outputs = network.outputs(network.start)
    labels = differences(outputs, network.targets) if isinstance(outputs, torch.Tensor) else None
    if labels is None:
        return "no classes", np.nan, None
    found = degree(network)
    return ("not homogeneous", np.nan, None) if np.isnan(found) else ("", found, labels)


def _at(network: Objective, start: Parameters) -> Objective:
    """The network with its parameters elsewhere, in float64, on the processor."""
    if network.precision != torch.float64:
        network = Objective(network.module, network.data, network.loss)
    moved = object.__new__(Objective)
    moved.__dict__ = network.__dict__ | {"start": {name: start[name].detach().double().clone() for name in network.start}}
    return moved


def _check(settings: Settings):
    """Raise ValueError where a setting is not as said."""
    if settings.tail not in TAILS:
        raise ValueError(f"tail = {settings.tail!r}: expected one of {', '.join(TAILS)}")
    for name, least in (("steps", 0), ("record", 2)):
        if not isinstance(value := getattr(settings, name), int | np.integer) or value < least:
            raise ValueError(f"{name} = {value}: must be a whole number, {least} or more")
    if not 0 < settings.until <= 300:
        raise ValueError(f"until = {settings.until}: must be above 0 and at most 300")
