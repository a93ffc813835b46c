"""The search for minima of a net's loss, alone or augmented: any method from random starts, and the description of its ends."""

from typing import Literal, NamedTuple

import numpy as np

from descent.activations import Activation
from descent.losses import ATTAINED
from descent.oneneuron.augmentations import augment
from descent.oneneuron.data import labels, lowest
from descent.oneneuron.descent import descend
from descent.oneneuron.ends import describe, stationarity_rest
from descent.oneneuron.problem import problem
from descent.oneneuron.starts import Random, random_starts
from descent.parameters import given
from descent.random import streams

START, PROBE = range(2)
"""Uses of a run's generators."""


class Minimised(NamedTuple):
    """Columns of a run file in addition to the description of the ends."""

    xi: np.ndarray
    """The last point, in the order of `descent.oneneuron.problem.parts`. (runs, P)"""
    stationarity_rest: np.ndarray
    """Relative residual of a.F_a - sum of F_b = lambda |a|^2 at the start; NaN for other neurons than the exponential one. (runs,)"""
    least: np.ndarray
    """The least value of F. (runs,)"""
    attained: np.ndarray
    """1 where the loss attains its least value, else 0. (runs,)"""
    vanishes: np.ndarray
    """1 where a = 0 at every critical point, else 0. (runs,)"""
    status: np.ndarray
    """How the run ended. (runs,)"""


class Search(Random):
    """Parameters of every search for minima."""

    method: str = given("lbfgs", "A method in descent/oneneuron/methods or descent/methods.")
    depth: int = given(1, "Number of hidden layers.", ge=1, le=10)
    activation: Literal[*Activation.names()] = given(
        "relu", "Activation of hidden neurons; rounded_relu is ReLU with a parabola for |z| < 0.1 in place of the kink (ours)."
    )
    p: int = given(3, "Power of the hinge loss.", ge=3, le=20)
    max_iterations: int = given(20000, "Iterations after which a run is stopped.", ge=1, le=1_000_000_000)


def minimised(seeds, cell, method, data, augmentation, width, loss):
    """Minimise F from one random start per run. seeds: (runs, 3). Returns the columns of `Minimised` and of `describe`."""
    x, y = data.points()
    alone = problem(x, labels(y, augmentation.OUTPUTS), [width] * cell.depth, cell.activation, loss, cell.p)
    net = augment(augmentation, alone, **augmentation.Parameters.of(cell))
    starts, probes = ([np.random.default_rng([*words, use]) for words in seeds.tolist()] for use in (START, PROBE))
    xi, least = random_starts(net, cell.start_size, cell.neuron_size, starts), lowest(data, augmentation.OUTPUTS)
    found = descend(method, net, xi, cell.max_iterations, streams(seeds), **method.Parameters.of(cell))
    facts = {"least": least, "attained": loss in ATTAINED, "vanishes": augmentation.VANISHES}
    columns = {name: np.full(len(seeds), float(fact)) for name, fact in facts.items()}
    return {"xi": found.xi, "stationarity_rest": stationarity_rest(net, xi)} | columns | describe(net, found, least, probes)
