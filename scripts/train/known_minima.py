"""Train: L-BFGS from beside a known bad minimum, of the net alone or augmented."""

from typing import NamedTuple

import numpy as np

from descent.oneneuron.augmentations import augment
from descent.oneneuron.ends import describe
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.minima import known
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.starts import Near, near
from descent.parameters import given
from descent.progress import part

CHOICES = {"landscape_name": ("descent.oneneuron.landscapes",), "augmentation": ("descent.oneneuron.augmentations",)}
START, PROBE = range(2)
"""The purposes of a run's generators."""


class Minimum(NamedTuple):
    """The columns of a run file besides the description of the ends."""

    xi: np.ndarray
    """End, in the parts of `descent.oneneuron.problem.parts`. (runs, P)"""
    vanishes: np.ndarray
    """1 where a = 0 at every critical point, else 0. (runs,)"""
    known_value: np.ndarray
    """The minimum's value by a formula or a convex programme. (runs,)"""
    known_loss: np.ndarray
    """The minimum's loss. (runs,)"""
    known_gradient: np.ndarray
    """Norm of the gradient at the minimum. (runs,)"""
    known_curvature: np.ndarray
    """The Hessian's smallest eigenvalue at the minimum, divided by the largest one. (runs,)"""
    status: np.ndarray
    """How the run ended. (runs,)"""


COLUMNS = (Minimum, DescribedRuns)


class Parameters(Near):
    """The parameters of a cell."""

    landscape_name: str = given(description="A net on its points with a known bad minimum; a file in descent/oneneuron/landscapes.")
    augmentation: str = given("exponential", "What is added to the net; a file in descent/oneneuron/augmentations.")
    max_iterations: int = given(20000, "Iterations after which a run is stopped.", ge=1, le=1_000_000_000)


def train(seeds, cell, *, landscape_name, augmentation):
    """Start every run at a distance `radius` of the minimum. seeds: (runs, 3). Returns the ends, what `describe` says of them, whether a
    vanishes at every critical point, and the minimum's own loss, gradient and curvature.
    """
    minimum = landscape_name.landscape(**landscape_name.Parameters.of(cell))
    net = augment(augmentation, minimum.problem, **augmentation.Parameters.of(cell))
    starts, probes = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (START, PROBE))
    with part("descending"):
        found = lbfgs.run(net, near(net, minimum.theta, cell.radius, cell.neuron_size, starts), max_iterations=cell.max_iterations)
    facts = {"vanishes": augmentation.VANISHES} | known(minimum)
    columns = {name: np.full(len(seeds), float(fact)) for name, fact in facts.items()}
    return {"xi": found.xi} | columns | describe(net, found, minimum.lowest, probes)
