"""Train: slices of a landscape through its bad minimum, one random plane a run."""

import numpy as np

from descent.oneneuron.landscapes import landscape
from descent.oneneuron.slices import Slices, slices
from scripts import training


def train(seeds, *, landscape_name, p, lam, reach, points):
    """Values of F in the slices of every run. seeds: (runs, 3). Returns what `slices.Slices` holds."""
    known = landscape(landscape_name, p)
    found = [slices(known, lam, reach, points, np.random.default_rng(words)) for words in seeds.tolist()]
    return {name: np.array([getattr(run, name) for run in found]) for name in Slices._fields}


if __name__ == "__main__":
    training.main(train)
