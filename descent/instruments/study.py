"""A cell of a study of one's own: networks built and trained from the seeds of all runs, with what the instruments see on the way."""

from types import ModuleType

import numpy as np
import torch

from descent.instruments import training
from descent.instruments.conserved import laws_of
from descent.instruments.mistakes import named, place
from descent.instruments.objective import Objective
from descent.instruments.optimisers import Optimiser

PRECISIONS = {"float32": torch.float32, "float64": torch.float64}


def objectives(own: ModuleType, seeds: np.ndarray, settings: dict[str, dict], precision: str) -> list[Objective]:
    """The networks of all runs with their data. own: a file of one's own. seeds: (runs, 3) uint64. settings: of `build` and of `data`.

    The first word of a run's seeds starts the generator of `build`, and torch's own, with which modules draw their parameters; the second
    that of `data`. Raises ValueError where the file's code fails.
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
    """Raise ValueError, with the place of a function of one's own, unless what it gives is sound."""
    if not sound:
        raise ValueError(f"{place(function)}{message}")


def _kind(value) -> str:
    """What a value is, with its length where it is several."""
    return f"{len(value)} values" if isinstance(value, tuple | list) else type(value).__name__


def generator(word) -> torch.Generator:
    """Torch's generator of a seed word."""
    return torch.Generator().manual_seed(int(word))


class Drift:
    """A watcher of conservation laws: by how much the value of each has moved since the start, relative to what its terms add up to there."""

    def __init__(self, laws):
        self.laws, self.first, self.sizes = laws, None, None

    def __call__(self, iteration, theta, loss, gradient, active):
        """The largest of all laws, (runs,)."""
        values = self.laws.values(theta)
        if self.first is None:
            self.first, self.sizes = values, self.laws.sizes(theta)
        return ((values - self.first).abs() / self.sizes).amax(dim=1)


def run(
    own: ModuleType, seeds: np.ndarray, settings: dict[str, dict], optimiser: Optimiser, how: training.Settings, precision: str, laws: str
):
    """Train all runs of a cell. laws: the form of those that are watched, or none. The rest as of `objectives` and `training.train`.

    Returns named arrays (runs, ...).
    """
    torch.set_num_threads(1)
    networks = objectives(own, seeds, settings, precision)
    conserved = None if laws == "none" else laws_of(_doubled(networks[0]), laws)
    watchers = [Drift(conserved)] if conserved and conserved.count else []
    trained = training.train(networks, optimiser, how, watchers, [generator(word) for word in seeds[:, 2]])
    runs = len(seeds)
    found = {
        "status": trained.status,
        "iterations": trained.iterations.astype(float),
        "times": np.tile(trained.times, (runs, 1)),
        "loss": trained.loss,
        "slope": trained.slope,
        "parameters": np.full(runs, networks[0].size),
        "laws": np.full(runs, np.nan if conserved is None else conserved.count),
    }
    return found | ({"drift": trained.watched[0]} if watchers else {})


def _doubled(objective: Objective) -> Objective:
    """The objective in float64, which laws need."""
    return objective if objective.precision == torch.float64 else Objective(objective.module, objective.data, objective.loss)
