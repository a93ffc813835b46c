"""Train: the size of the octopus and of its derivatives at random points of the tube. Nothing descends."""

import numpy as np

from descent.escape.smoothness import Sampled, sample
from descent.problems.octopus import Parameters, numbers

BLOCK = 1024
COLUMNS = (Sampled,)


def train(seeds, cell: Parameters):
    """Evaluate random points, one of each kind per run. seeds: (runs, 3). Returns what `descent.escape.smoothness.Sampled` holds."""
    return sample([np.random.default_rng(words) for words in seeds.tolist()], numbers(**dict(cell)), cell.d)._asdict()
