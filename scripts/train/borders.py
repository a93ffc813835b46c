"""Train: evaluate the octopus on its borders, inside its pieces and at its stationary points. Nothing descends."""

import numpy as np

from descent.escape.borders import Checks, check
from descent.problems.octopus import Parameters, numbers

COLUMNS = (Checks,)


def train(seeds, cell: Parameters):
    """Evaluate one random place of each kind per run. seeds: (runs, 3). Returns what `descent.escape.borders.Checks` holds."""
    return check([np.random.default_rng(words) for words in seeds.tolist()], numbers(**dict(cell)), cell.d)._asdict()
