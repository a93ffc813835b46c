"""Train: figure 2's net of three layers by literal gradient descent, run by run, on a processor or a GPU."""

from typing import Literal, NamedTuple

import numpy as np
from pydantic import model_validator

from descent import ends
from descent.balance import three_layer
from descent.balance.nets import Points
from descent.devices import find, place
from descent.parameters import Count, Positive, given, need
from descent.progress import through

CHOICES = {"data": ("descent.balance.data",)}
DATA, START = range(2)
"""The purposes of a run's generators."""


class Columns(NamedTuple):
    """The columns of a run file. The kept iterations are 0, every, 2 every, ..."""

    squares: np.ndarray
    """Squared norms of the layers. (runs, kept, layers)"""
    moved: np.ndarray
    """Sum of ||eta gradient||^2 over the iterations so far, per layer. (runs, kept, layers)"""
    loss: np.ndarray
    """Loss. (runs, kept)"""
    diverged_at: np.ndarray
    """First iteration whose loss is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """How the run ended. (runs,)"""
    device: np.ndarray
    """Where the net was trained: cpu or cuda. (runs,)"""
    by_points: np.ndarray
    """1 if the first layer was trained in coordinates of the points, otherwise 0. (runs,)"""


COLUMNS = (Columns,)


class Parameters(three_layer.Parameters):
    """The parameters of a cell besides those of its data."""

    data: str = given(
        "taught", "What the net learns: the outputs of a random net of its own shape (taught), or a set of descent/balance/data."
    )
    eta: Positive = given(0.001, "Step size.")
    steps: int = given(description="Iterations of gradient descent.", ge=1, le=100_000_000)
    every: Count = given(10, "Iterations from one that is kept to the next.")
    precision: Literal["float32", "float64"] = given("float32", "Width of the floats that the net is trained in.")
    device: Literal["auto", "cpu", "cuda"] = given(
        "auto", "Where the net is trained: on a GPU where torch finds one (auto), or on the one named."
    )

    @model_validator(mode="after")
    def _keeps_something(self):
        need(self.every <= self.steps, "every <= steps", "the end of a run is kept")
        return self


def train(seeds, cell, *, data):
    """Train every run. seeds: (runs, 3). Returns norms and losses at the kept iterations."""
    device, runs = find(cell.device), []
    shape = three_layer.shape_of(cell.d, cell.width, cell.outputs)
    for words in through(seeds.tolist(), "run"):
        points = data.points([np.random.default_rng([*words, DATA])], shape, three_layer.LOSS, **data.Parameters.of(cell))
        theta = three_layer.gaussian_layers(np.random.default_rng([*words, START]), shape, cell.start)
        theta, *points = (place(values, device, cell.precision) for values in (theta, *points))
        runs.append(three_layer.train(shape, theta, Points(*points), cell.eta, range(0, cell.steps + 1, cell.every)))
    squares, moved, loss, diverged_at = (np.concatenate(values) for values in zip(*runs, strict=True))
    return {
        "squares": squares,
        "moved": moved,
        "loss": loss[:, :: cell.every],
        "diverged_at": diverged_at,
        "status": ends.words(np.where(diverged_at < 0, ends.End.COMPLETED, ends.End.DIVERGED)),
        "device": np.full(len(seeds), device),
        "by_points": np.full(len(seeds), int(three_layer.fewer_points(shape, Points(*points)))),
    }
