"""Train: L-BFGS from beside the spurious minimum of Safran and Shamir, of the net alone or with an exponential neuron."""

from typing import Literal, NamedTuple

import numpy as np

from descent.oneneuron.safran_shamir import P, describe, known, minimise, start
from descent.oneneuron.starts import Near
from descent.parameters import given
from descent.progress import through

CHOICES = {"augmentation": ("descent.oneneuron.augmentations",)}


class Columns(NamedTuple):
    """The columns of a run file."""

    xi: np.ndarray
    """End: the net's weights row by row, then a, b and w; zeros where there is no neuron. (runs, 58)"""
    F: np.ndarray
    """F there. (runs,)"""
    gradient: np.ndarray
    """Norm of its gradient there. (runs,)"""
    base_loss: np.ndarray
    """Loss of the net alone there. (runs,)"""
    a: np.ndarray
    """a of the neuron. (runs,)"""
    b: np.ndarray
    """b of the neuron. (runs,)"""
    w_norm: np.ndarray
    """|w| of the neuron. (runs,)"""
    known_loss: np.ndarray
    """The minimum's loss. (runs,)"""
    known_gradient: np.ndarray
    """Norm of the gradient at the minimum. (runs,)"""


COLUMNS = (Columns,)


class Parameters(Near):
    """The parameters of a cell."""

    augmentation: Literal["none", "exponential"] = given("exponential", "What is added to the net.")
    max_iterations: int = given(20000, "Iterations after which a run is stopped.", ge=1, le=1_000_000_000)


def train(seeds, cell, *, augmentation):
    """Start every run at a distance `radius` of the minimum. seeds: (runs, 3). Returns the ends, F, its gradient, and the net's loss."""
    columns = {name: np.empty(len(seeds)) for name in ("F", "gradient", "base_loss", "a", "b", "w_norm")}
    xi = np.zeros((len(seeds), P))
    for run, words in enumerate(through(seeds.tolist(), "run")):
        at = start(np.random.default_rng(words), cell.radius, cell.neuron_size, cell.augmentation == "exponential")
        end, F, slope = minimise(at, cell.max_iterations, **augmentation.Parameters.of(cell))
        xi[run, : at.size], columns["F"][run], columns["gradient"][run] = end, F, slope
        for name, value in describe(xi[run]).items():
            columns[name][run] = value
    return {"xi": xi} | columns | {name: np.full(len(seeds), value) for name, value in known().items()}
