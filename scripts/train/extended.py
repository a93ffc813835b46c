"""Train: minimise as `minimise` does, and polish with many digits the ends whose neuron is on and that are not good minima."""

from typing import NamedTuple

import numpy as np

from descent.oneneuron.augmentations import augment
from descent.oneneuron.classes import GOOD, OUTSIDE, UNDECIDED, classify
from descent.oneneuron.classes import ON as VISIBLE
from descent.oneneuron.data import three_points
from descent.oneneuron.extended import polish
from descent.oneneuron.methods import lbfgs
from descent.oneneuron.problem import problem
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.search import Minimised, Search, minimised
from descent.parameters import given
from descent.progress import part, through

CHOICES = {"augmentation": ("descent.oneneuron.augmentations",)}


class Polishing(NamedTuple):
    """The columns of a run file besides the ends."""

    examined: np.ndarray
    """1 for an end that was polished, otherwise 0. (runs,)"""
    critical: np.ndarray
    """1 if Newton's method converged to a critical point, 0 if not; NaN for ends that were not polished. (runs,)"""
    log10_gradient: np.ndarray
    """log10 of the gradient's norm that Newton's method left. (runs,)"""
    moved: np.ndarray
    """Distance that Newton's method moved the end. (runs,)"""
    polished_a: np.ndarray
    """|a| there. (runs,)"""
    steps: np.ndarray
    """The number of Newton steps. (runs,)"""


COLUMNS = (Minimised, DescribedRuns, Polishing)


class Parameters(Search):
    """The parameters of a cell."""

    augmentation: str = given("exponential", "What is added to the net; a file in descent/oneneuron/augmentations.")
    width: int = given(2, "Neurons of a hidden layer.", ge=1, le=1000)


def train(seeds, cell, *, augmentation):
    """Minimise F on three points from one random start per run. seeds: (runs, 3). Returns what `minimised` does, and `Polishing`."""
    ends = minimised(seeds, cell, lbfgs, three_points, augmentation, cell.width, "hinge")
    x, y = three_points.points()
    alone = problem(x, y, [cell.width] * cell.depth, cell.activation, "hinge", cell.p)
    net = augment(augmentation, alone, **augmentation.Parameters.of(cell))
    kinds = classify(ends, ends["least"], True, ends["vanishes"] > 0)
    examined = ~np.isin(kinds, (GOOD, UNDECIDED, OUTSIDE)) & (ends["grows"] == 0) & (ends["output"] > VISIBLE)
    found = np.full((len(seeds), 5), np.nan)
    with part("polishing"):
        for run in through(np.flatnonzero(examined), "end polished"):
            one = polish(net, ends["xi"][run])
            found[run] = one.critical, one.log10_gradient, one.moved, one.a, one.steps
    return ends | {"examined": examined.astype(int)} | dict(zip(Polishing._fields[1:], found.T, strict=True))
