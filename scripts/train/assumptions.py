"""Train: the exponential neuron where one of the theorem's assumptions does not hold."""

from typing import Literal

from descent.oneneuron.augmentations import Regularised, exponential, unregularised
from descent.oneneuron.data import repeated, three_points
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.search import Minimised, Search, minimised
from descent.parameters import given

CHOICES = {"method": ("descent.oneneuron.methods", "descent.methods")}
DEFAULTS = {"*": {"eta": 0.01}}
COLUMNS = (Minimised, DescribedRuns)

ALL = {"data": three_points, "augmentation": exponential, "width": 2, "loss": "hinge"}
WITHOUT = {
    "nothing": {},
    "lambda": {"augmentation": unregularised},
    "minimum": {"loss": "logistic"},
    "realizability": {"width": 1},
    "one_label": {"data": repeated},
}
"""The assumption that is removed: none; lambda > 0; that the loss attains its infimum; that some net classifies every point correctly (one
ReLU is monotone, three alternating points are not); that a point has one label. Each case changes one setting of a case where all hold. The
cases are ours.
"""


class Parameters(Search, Regularised):
    """The parameters of a cell."""

    without: Literal[*WITHOUT] = given(description="The assumption of the theorem that is taken away; see scripts/train/assumptions.py.")


def train(seeds, cell, *, method):
    """Minimise F from one random start per run. seeds: (runs, 3). Returns what `minimised` does."""
    return minimised(seeds, cell, method, **ALL | WITHOUT[cell.without])
