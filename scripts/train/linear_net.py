"""Train: linear nets on data of two classes, by any method of descent/convbias/methods."""

from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from descent import ends
from descent.checked import array
from descent.convbias import nets
from descent.convbias.tails import Loss
from descent.convbias.training import Trained, points, train_runs
from descent.devices import find
from descent.devices import place as placed
from descent.parameters import Count, Positive, given

CHOICES = {"data": ("descent.convbias.data",), "method": ("descent.convbias.methods",)}
DATA, START = range(2)
"""The purposes of a run's generators."""
BLOCK = 4096
"""The number of runs that a GPU trains at once."""


class Data(NamedTuple):
    """The columns of a run file besides those of training."""

    x: np.ndarray
    """Signals times labels. (runs, N, D)"""
    device: np.ndarray
    """Where gradient descent ran: cpu or cuda. (runs,)"""


COLUMNS = (Data, Trained)


class Parameters(nets.Parameters):
    """The parameters of a cell besides those of its data and its method."""

    data: str = given("gaussian", "Gaussian signals with random labels, or handwritten digits (3 against 8 of load_digits). Ours.")
    shared_data: int = given(0, "Number of the data set that all runs share, from 1; with 0 each run has its own.", ge=0)
    start_size: Positive = given(0.5, "Standard deviation of the start in filters and last layer; in matrices divided by sqrt(D). Ours.")
    loss: Loss = given("exponential", "e^-m, log(1 + e^-m) (logistic), or 1 / (1 + e^m) (sigmoid, which is not convex; ours), m a margin.")
    method: str = given("flow", "Literal descent (gd), safe descent (safe_gd), or safe descent and then its late phase as a flow (flow).")
    decades: int = given(description="log10 of the margin at which a run ends.", ge=1, le=10_000)
    density: Count = given(4, "Margins per decade at which the predictor is kept; fewer beyond 1e12.")
    precision: Literal["float32", "float64"] = given("float64", "Width of the floats of gradient descent (the flow's is float64).")
    device: Literal["auto", "cpu", "cuda"] = given(
        "cpu",
        "Where gradient descent runs: on a GPU where torch finds one (auto), or on the one named. "
        "The bits of cpu in float64 are the reference.",
    )


def train(seeds, cell, *, data, method):
    """Train every run from its own start. seeds: (runs, 3). Returns what `training.Trained` holds, x: (runs, N, D), and the device."""
    device = find(cell.device)
    place = None if (device, cell.precision) == ("cpu", "float64") else partial(placed, device=device, precision=cell.precision)
    shape = nets.net(**nets.Parameters.of(cell))
    sources = [[cell.shared_data] if cell.shared_data else words for words in seeds.tolist()]
    x = data.signals([np.random.default_rng([*words, DATA]) for words in sources], **data.Parameters.of(cell))
    x = array(f"signals of {data.__name__}", x, len(seeds), "N", cell.D)
    w = nets.start(shape, cell.start_size, [np.random.default_rng([*words, START]) for words in seeds.tolist()])
    trained = train_runs(method, shape, w, x, points(cell.decades, cell.density), place, cell.loss, **method.Parameters.of(cell))
    return {"x": x, "device": np.full(len(seeds), device)} | trained._asdict() | {"status": ends.words(trained.status)}
