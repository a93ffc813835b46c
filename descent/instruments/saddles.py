"""Is training waiting at a saddle, and would noise help? The plateaus of a training, the curvature and time at each, and a twin with noise.

The twin is a training from the same start with noise.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch

from descent.instruments import optimisers
from descent.instruments.linear_theory import growth, linear
from descent.instruments.objective import Objective
from descent.instruments.optimisers import Optimiser
from descent.instruments.plateaus import FACTOR, FALL, Watch
from descent.instruments.saddles_table import table
from descent.instruments.stays import Stay, stay
from descent.instruments.training import Settings, Trained, train

NOISE = 0.01
"""Radius of the noise, in units of the distance to leave the saddle. The paper's eps / tau (Du et al. 2017, section 5) is of this size."""


@dataclass(frozen=True)
class Saddles:
    """The plateaus of a training. It prints as a table; `plot` draws it."""

    optimiser: Optimiser
    settings: Settings
    trained: Trained
    """Times, loss and gradient norm, as `training.train` gives them for one run."""
    stays: list[Stay]
    """The plateaus that training has left, in order."""
    end: Stay | None
    """The plateau around the lowest gradient norm since the last plateau. None where training ended while leaving a plateau."""
    twin: "Saddles | None" = None
    """The training from the same start with noise; None where there was no strict saddle, or no noise was asked for."""

    @property
    def spent(self) -> int:
        """Iterations on the plateaus of strict saddles, including the plateau at the end."""
        return sum(found.plateau.spent for found in [*self.stays, self.end] if found is not None and found.strict)

    def __str__(self) -> str:
        return table(self)

    def plot(self):
        """Plot loss and gradient norm with the plateaus, and the times at these. Returns matplotlib's figure."""
        from descent.instruments.saddles_plot import plot

        return plot(self)


def saddles(
    module: torch.nn.Module,
    data=((), None),
    loss: Callable | None = None,
    optimiser: str | Mapping = "SGD",
    steps: int = 1000,
    *,
    noise: float = NOISE,
    count: int = 4,
    factor: float = FACTOR,
    fall: float = FALL,
    seed: int = 0,
    **settings,
) -> Saddles:
    """Train a module from its current parameters, and examine its plateaus.

    module, data, loss: as in `Objective`. optimiser: as in `optimisers.named`. steps: iterations. noise: radius of the twin's noise, in
    units of the distance to leave the saddle where training stayed longest; 0: no twin. count: number of lowest eigenvalues. factor, fall:
    of the rule in `plateaus`. seed: for noise and mini-batches. settings: further ones of `training.Settings`; `r`, `g_thres` and `t_thres`
    apply to the twin alone.

    Every iteration is watched. Each plateau costs the lowest eigenvalues of one Hessian. Raises ValueError as `Objective` and
    `optimisers.named`.
    """
    objective, chosen = Objective(module, data, loss), optimisers.named(optimiser)
    plain = Settings(**({"steps": steps, "record": steps + 1} | settings | {"r": 0.0}))

    def run(how: Settings) -> Saddles:
        watch = Watch(factor, fall)
        trained = train([objective], chosen, how, [watch], [torch.Generator().manual_seed(seed)])
        left, end = watch.plateaus(0)
        stays = [stay(objective, plateau, chosen, count) for plateau in left]
        return Saddles(chosen, how, trained, stays, None if end is None else stay(objective, end, chosen, count))

    found = run(plain)
    noisy = _noisy(found, noise, settings)
    return found if noisy is None else replace(found, twin=run(noisy))


def _noisy(found: Saddles, noise: float, settings: dict) -> Settings | None:
    """The settings of the twin; None where there is no strict saddle, or no noise is asked for.

    The radius r is `noise` times the distance to leave the saddle of the longest stay. Noise is added where the gradient's norm is at most
    |lambda| r, at intervals that are long enough for an escape from the distance r.
    """
    strict = [one for one in [*found.stays, found.end] if one is not None and one.strict and np.isfinite(one.reach)]
    if not strict or not (noise > 0 or settings.get("r")):
        return None
    longest = max(strict, key=lambda one: one.plateau.spent)
    r, escaping, rule = noise * longest.reach, longest.lowest.values[0], linear(found.optimiser)
    factor = float(growth(escaping, **rule)[0]) if rule else math.nan
    rest = math.ceil(math.log(1 / noise) / math.log(factor)) if factor > 1 and 0 < noise < 1 else 1
    chosen = {"r": r, "g_thres": abs(escaping) * r, "t_thres": rest} | {key: settings[key] for key in Settings._fields if key in settings}
    return found.settings._replace(**chosen)
