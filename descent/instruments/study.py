"""A cell of a study of a user's own network: building and training all runs from their seeds, with the instruments' records."""

from types import ModuleType
from typing import NamedTuple

import numpy as np
import torch

from descent.ends import End
from descent.instruments import known_saddles, training
from descent.instruments.conserved import laws_of
from descent.instruments.laws_of_study import StudyLaws
from descent.instruments.margins import Settings as Late
from descent.instruments.margins import follow
from descent.instruments.mistakes import named, place
from descent.instruments.objective import Objective
from descent.instruments.one_neuron import Settings as Neuron
from descent.instruments.one_neuron import examine as examine_ends
from descent.instruments.optimisers import Optimiser
from descent.instruments.plateaus import Watch
from descent.instruments.stays import examine

COUNTS = {"laws": "count", "approximate": "approximate", "trivial": "trivial", "dead": "dead"}
"""Columns, and the attributes of `Laws` that they hold."""
PRECISIONS = {"float32": torch.float32, "float64": torch.float64}


class Looks(NamedTuple):
    """What a study examines."""

    laws: str = "diagonal"
    """The form of the conservation laws that are watched, or none."""
    plateaus: int = 4
    """Most plateaus per run that are examined, besides the end; 0: none, nor the end."""
    share_examined: float = 1.0
    """The share of runs that are examined. Their seeds decide which."""
    every: int = 10
    """Laws and plateaus are watched at every `every`-th iteration. Watching each one costs as much as training a small network."""
    neuron: Neuron | None = None
    """How the ends of examined runs are examined; None: not at all."""
    late: Late | None = None
    """How all runs are trained on the logarithm of the loss from their ends; None: not at all."""


def objectives(own: ModuleType, seeds: np.ndarray, settings: dict[str, dict], precision: str) -> list[Objective]:
    """The networks of all runs with their data. own: the user's file. seeds: (runs, 3) uint64. settings: those of `build` and of `data`.

    The first word of a run's seeds seeds the generator of `build`, and torch's global generator, from which modules draw their parameters.
    The second word seeds the generator of `data`. Raises ValueError where the file's code fails.
    """
    found = []
    for start, drawn, _ in seeds:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(int(start))
            with named("build"):
                module = own.build(generator(start), **settings["build"])
        _demand(isinstance(module, torch.nn.Module), own.build, f"build gives {_kind(module)}; expected: a torch.nn.Module")
        trained = any(values.requires_grad for values in module.parameters())
        _demand(trained, own.build, f"{_kind(module)} has no parameters that are trained")
        data = ((), None)
        if hasattr(own, "data"):
            with named("data"):
                data = own.data(generator(drawn), **settings["data"])
            pair = isinstance(data, tuple | list) and len(data) == 2
            _demand(pair, own.data, f"data gives {_kind(data)}; expected: (inputs, targets)")
        found.append(Objective(module, data, getattr(own, "loss", None), PRECISIONS[precision]))
    return found


def _demand(sound: bool, function, message: str):
    """Raise ValueError with the place of the user's function, unless its result is sound."""
    if not sound:
        raise ValueError(f"{place(function)}{message}")


def _kind(value) -> str:
    """A value's type in words, or its length where it is a tuple or a list."""
    return f"{len(value)} values" if isinstance(value, tuple | list) else type(value).__name__


def generator(word) -> torch.Generator:
    """Torch's generator with a seed word as its seed."""
    return torch.Generator().manual_seed(int(word))


def run(
    own: ModuleType,
    seeds: np.ndarray,
    settings: dict[str, dict],
    optimiser: Optimiser,
    how: training.Settings,
    precision: str = "float64",
    looks: Looks | None = None,
) -> dict[str, np.ndarray]:
    """Train all runs of a cell. The other arguments are those of `objectives` and `training.train`. Returns named arrays (runs, ...).

    looks: what is examined. Raises ValueError as these functions do.
    """
    torch.set_num_threads(1)
    looks = looks or Looks()
    networks = objectives(own, seeds, settings, precision)
    laws = None if looks.laws == "none" else laws_of(networks[0].doubled(), looks.laws)
    runs, times = len(seeds), np.unique(np.minimum((how.times / looks.every).round().astype(int) * looks.every, how.steps))
    law_watch = StudyLaws(laws, optimiser, how, times, looks.every == 1) if laws and laws.count else None
    plateau_watch = Watch() if looks.plateaus else None
    watchers = [sometimes(watcher, looks.every, how.steps) for watcher in (law_watch, plateau_watch) if watcher]
    all_times = how._replace(record=how.steps + 1)
    trained = training.train(networks, optimiser, all_times, watchers, [generator(word) for word in seeds[:, 2]])
    found = {
        "status": trained.status,
        "iterations": trained.iterations.astype(float),
        "times": np.tile(times.astype(float), (runs, 1)),
        "loss": trained.loss[:, times],
        "slope": trained.slope[:, times],
        "parameters": np.full(runs, float(networks[0].size)),
    }
    found |= {name: np.full(runs, np.nan if laws is None else float(getattr(laws, count))) for name, count in COUNTS.items()}
    found |= law_watch.columns() if law_watch else {}
    if plateau_watch:
        seen = examine(networks, plateau_watch, optimiser, looks.plateaus, examined=examined(seeds, looks.share_examined))._asdict()
        found |= {name if name.startswith(("plateaus", "end_")) else f"plateau_{name}": values for name, values in seen.items()}
    found |= at_the_end(networks, trained, seeds, looks)
    return found | known_saddles.passed(own, networks, settings["build"] | settings["data"], optimiser, how, trained)


def at_the_end(networks: list[Objective], trained: training.Trained, seeds: np.ndarray, looks: Looks) -> dict[str, np.ndarray]:
    """What is examined at the runs' ends. Returns named arrays (runs, ...)."""
    found = {}
    if looks.neuron:
        which = examined(seeds, looks.share_examined) & (trained.status != int(End.DIVERGED))
        found |= examine_ends(networks, trained.end, which, looks.neuron)
    if looks.late:
        found |= follow(networks, trained.end, looks.late)
    return found


def sometimes(watcher: training.Watcher, every: int, steps: int) -> training.Watcher:
    """A watcher that is called at every `every`-th iteration, at the last, and once all runs have ended."""

    def called(iteration, theta, loss, gradient, active):
        if iteration % every == 0 or iteration == steps or not active.any():
            watcher(iteration, theta, loss, gradient, active)

    return called


def examined(seeds: np.ndarray, share: float) -> np.ndarray:
    """The runs that are examined: those whose last seed word, as a number from 0 to 1, is below the share. Returns bool (runs,)."""
    return seeds[:, 2].astype(float) / 2.0**64 < share
