"""Train: minimise a net's loss, alone or augmented, from many starts by any method, and describe the ends."""

from typing import Literal

from pydantic import model_validator

from descent.losses import Loss
from descent.oneneuron.records.described import DescribedRuns
from descent.oneneuron.search import Minimised, Search, minimised
from descent.parameters import given, need

CHOICES = {
    "method": ("descent.oneneuron.methods", "descent.methods"),
    "data": ("descent.oneneuron.data",),
    "augmentation": ("descent.oneneuron.augmentations",),
}
DEFAULTS = {"*": {"eta": 0.01}}
COLUMNS = (Minimised, DescribedRuns)


class Parameters(Search):
    """The parameters of a cell."""

    data: str = given(description="Points with two classes; a file in descent/oneneuron/data.")
    augmentation: str = given("exponential", "What is added to the net; a file in descent/oneneuron/augmentations.")
    width: int = given(4, "Neurons of a hidden layer.", ge=1, le=1000)
    loss: Literal[*Loss.names()] = given(
        "hinge", "Loss of an output: max(1 - y f, 0)^p (the paper's example), logistic, or squared; sums over the points."
    )

    @model_validator(mode="after")
    def _a_loss_of_the_margin(self):
        free = ("none", "kawaguchi_kaelbling", "sohl_dickstein")
        rule = " or ".join(["loss != 'squared'", *(f"augmentation == '{name}'" for name in free)])
        need(self.loss != "squared" or self.augmentation in free, rule, "the paper's theorem needs a loss of the margin")
        return self


def train(seeds, cell, *, method, data, augmentation):
    """Minimise F from one random start per run. seeds: (runs, 3). Returns what `minimised` does."""
    return minimised(seeds, cell, method, data, augmentation, cell.width, cell.loss)
