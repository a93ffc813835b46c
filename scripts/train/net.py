"""Train: small nets, homogeneous or not, by gradient flow or by any method that acts on whole arrays."""

from typing import Literal

import numpy as np
from pydantic import model_validator

from descent import ends
from descent.balance import nets, starts
from descent.balance.trained import Trained, train_runs, trains_nets
from descent.parameters import Positive, given, need

CHOICES = {"data": ("descent.balance.data",), "method": ("descent.balance.methods", "descent.methods")}
SUITABLE = {"method": trains_nets}
DEFAULTS = {"*": {"eta": 0.001, "momentum": 0.9}}
DATA, START, METHOD = range(3)
"""The purposes of a run's generators."""
COLUMNS = (Trained,)


class Parameters(nets.Parameters, starts.Parameters):
    """The parameters of a cell besides those of its data and its method."""

    method: str = given("gd", "A method of descent/balance/methods, or one of descent/methods whose rule works on whole arrays.")
    data: str = given("gaussian", "What the nets learn.")
    loss: Literal["quadratic", "cross_entropy", "log_cosh"] = given("quadratic", "Loss of an output; means over the points.")
    time: Positive = given(2, "Flow time at which a run ends.")
    points: int = given(16, "Number of recorded points in addition to the start.", ge=1, le=10_000)

    @model_validator(mode="after")
    def _steps_between_points(self):
        eta, momentum = getattr(self, "eta", 0.0), getattr(self, "momentum", 0.0)
        need(self.points * eta <= self.time, "points * eta <= time", "a step must not be longer than the time between two points")
        rule, why = "points * eta <= time * (1 - momentum)", "a step of momentum must not be longer than the time between two points"
        need(self.points * eta <= self.time * (1.0 - momentum), rule, why)
        return self


def train(seeds, cell, *, data, method):
    """Train every run from its own start on its own data. seeds: (runs, 3). Returns what `descent.balance.trained.Trained` holds."""
    drawn, started, own = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (DATA, START, METHOD))
    shape = nets.uniform(**nets.Parameters.of(cell))
    points = data.points(drawn, shape, cell.loss, **data.Parameters.of(cell))
    theta, times = starts.start(shape, started, **starts.Parameters.of(cell)), np.linspace(0.0, cell.time, cell.points + 1)
    found = train_runs(method, shape, cell.loss, theta, points, times, own, **method.Parameters.of(cell))
    return found._asdict() | {"status": ends.words(found.status)}
