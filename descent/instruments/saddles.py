"""Is training waiting at a saddle, and would noise help? Plateaus of a training, curvature and time at each, and a twin with noise."""

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
"""Radius of the noise, in distances to leave the saddle: the paper's eps / tau (Du et al. 2017, section 5) is of this size."""


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
    """Where it ended: the lowest gradient norm since the last plateau. None where it ended while it was leaving one."""
    twin: "Saddles | None" = None
    """The same start with noise, where there was a strict saddle."""

    @property
    def spent(self) -> int:
        """Iterations on strict saddles' plateaus, that of the end among them."""
        return sum(found.plateau.spent for found in [*self.stays, self.end] if found is not None and found.strict)

    def __str__(self) -> str:
        return table(self)

    def plot(self):
        """Loss and gradient norm with the plateaus, and the times at them. Returns matplotlib's figure."""
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
    """Train a module from where it is, and look at its plateaus.

    module, data, loss: as `Objective` takes them. optimiser: as of `optimisers.named`. steps: iterations. noise: radius of the twin's
    noise, in distances to leave the saddle where training stayed longest; 0: no twin. count: how many of the lowest eigenvalues. factor,
    fall: of the rule in `plateaus`. seed: of noise and mini-batches. settings: further ones of `training.Settings`; `r`, `g_thres` and
    `t_thres` are the twin's alone.

    Every iteration is watched. A plateau costs one Hessian's lowest eigenvalues. Raises ValueError as `Objective` and `optimisers.named`.
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
    """The settings of the twin: noise of radius r = noise distances to leave the longest stay's saddle, where the gradient norm is at most
    |lambda| r, and so seldom that an escape from r has time to happen. None where there is no strict saddle, or no noise is asked for.
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
