"""Train: the path of an augmented net from beside a known bad minimum: literal descent, gradient flow, or the late flow after it."""

from typing import Literal

import numpy as np

from descent.activations import Activation
from descent.oneneuron import ended
from descent.oneneuron.augmentations import augment
from descent.oneneuron.paths import Path
from descent.oneneuron.starts import Near, near
from descent.parameters import given

CHOICES = {
    "path": ("descent.oneneuron.paths",),
    "landscape_name": ("descent.oneneuron.landscapes",),
    "augmentation": ("descent.oneneuron.augmentations",),
}
COLUMNS = (Path,)


class Parameters(Near):
    """The parameters of a cell."""

    path: str = given(description="Literal gradient descent (gd), gradient flow (flow), or the flow of the late phase after it (late).")
    landscape_name: str = given(description="A net on its points with a known bad minimum; a file in descent/oneneuron/landscapes.")
    activation: Literal[*Activation.names()] = given("relu", "Activation of hidden neurons, in place of the landscape's own.")
    augmentation: str = given("exponential", "What is added to the net; a file in descent/oneneuron/augmentations.")
    points: int = given(200, "Points of a path that are kept.", ge=10, le=100_000)


def train(seeds, cell, *, path, landscape_name, augmentation):
    """Follow every run from a start at a distance `radius` of the minimum. seeds: (runs, 3). Returns what `paths.Path` holds."""
    known = landscape_name.landscape(**landscape_name.Parameters.of(cell))
    alone = known.problem._replace(activation=int(Activation.named(cell.activation)))
    net = augment(augmentation, alone, **augmentation.Parameters.of(cell))
    xi = near(net, known.theta, cell.radius, cell.neuron_size, [np.random.default_rng(words) for words in seeds.tolist()])
    found = path.follow(net, xi, cell.points, cell)
    columns = {name: np.array([getattr(run, name) for run in found]) for name in Path._fields}
    return columns | {"ended": ended.words(columns["ended"])}
