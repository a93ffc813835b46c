"""Train: slices of a landscape through its bad minimum, one random plane per run."""

import numpy as np

from descent.oneneuron.augmentations import Regularised
from descent.oneneuron.slices import Slices, slices
from descent.parameters import Positive, given
from descent.progress import through

CHOICES = {"landscape_name": ("descent.oneneuron.landscapes",)}
COLUMNS = (Slices,)


class Parameters(Regularised):
    """The parameters of a cell."""

    landscape_name: str = given(description="A net on its points with a known bad minimum; a file in descent/oneneuron/landscapes.")
    reach: Positive = given(1.5, "Slices of a landscape go so far from the minimum. Ours.")
    points: int = given(200, "Points of a slice's axis.", ge=10, le=100_000)


def train(seeds, cell, *, landscape_name):
    """Values of F in the slices of every run. seeds: (runs, 3). Returns what `slices.Slices` holds."""
    known = landscape_name.landscape(**landscape_name.Parameters.of(cell))
    found = [slices(known, cell.lam, cell.reach, cell.points, np.random.default_rng(words)) for words in through(seeds.tolist(), "run")]
    return {name: np.array([getattr(run, name) for run in found]) for name in Slices._fields}
