"""Train: matrix factorisation by gradient descent with any schedule, and its late phase as a flow."""

import numpy as np

from descent import ends
from descent.balance import factor_training, factorisation
from descent.parameters import given

CHOICES = {"method": ("descent.balance.factor_methods",)}
BLOCK = 1024
COLUMNS = (factor_training.Trained,)


class Parameters(factorisation.Parameters, factor_training.Parameters):
    """What a cell takes beside what its method takes."""

    own_draws: bool = given(False, "Whether every d has its own random draws; otherwise run k has the same ones at every d.")
    method: str = given("gd", "Literal gradient descent (gd), or gradient descent followed by a gradient flow in the late phase (flow).")


def train(seeds, cell, *, method):
    """Train every run. seeds: (runs, 3). Returns what `descent.balance.factor_training.Trained` holds."""
    own = [cell.d] if cell.own_draws else []
    generators = [np.random.default_rng([*words, *own]) for words in seeds.tolist()]
    drawn = factor_training.starts(generators, **factorisation.Parameters.of(cell))
    problem = factor_training.Problem(*drawn, **factor_training.Parameters.of(cell))
    found = method.train(problem, **method.Parameters.of(cell))
    return found._asdict() | {"status": ends.words(found.status)}
