"""Studies whose file knows the saddles: when each run has passed each saddle, beside the prediction of linear theory.

The file has `levels(**settings)`: f at the saddles in the order of visits, then at the minimum. It may have
`passing_times(objective, lr, **settings)`: iterations after which GD with the step size lr has passed each saddle, NaN where unknown.
"""

from types import ModuleType

import numpy as np
import torch

from descent.instruments.mistakes import named
from descent.instruments.optimisers import Optimiser
from descent.instruments.training import Settings, Trained


def passed(own: ModuleType, networks: list, settings: dict, optimiser: Optimiser, how: Settings, trained: Trained) -> dict[str, np.ndarray]:
    """Iterations at which saddles were passed, `escape`, and their predictions, `predicted`: (runs, saddles) each.

    own: the user's file; without `levels` the result is empty. settings: the cell's, by name. A saddle is passed at the first recorded
    iteration at which f is below the midpoint of its level and the next. The theory is that of GD: predictions are NaN for other
    optimisers, momentum, noise, clipping and mini-batches.
    """
    if not hasattr(own, "levels"):
        return {}
    with named("levels"):
        levels = np.asarray(own.levels(**settings), dtype=float)
    found = {"escape": escapes(trained.times, trained.loss, levels), "predicted": np.full((len(networks), len(levels) - 1), np.nan)}
    plain = optimiser.kind is torch.optim.SGD and optimiser.arguments.keys() == {"lr"}
    if hasattr(own, "passing_times") and plain and not (how.r or how.sigma or how.batch or how.clip):
        with named("passing_times"):
            found["predicted"][:] = [own.passing_times(network, optimiser.arguments["lr"], **settings) for network in networks]
    return found


def escapes(times: np.ndarray, loss: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The first of the times at which f is below the midpoint of each level and the next; NaN where there is none.

    times: (record,). loss: (runs, record). levels: (saddles + 1,). Returns (runs, saddles).
    """
    below = loss[:, :, None] < (levels[:-1] + levels[1:]) / 2.0
    return np.where(below.any(axis=1), times[below.argmax(axis=1)].astype(float), np.nan)
