"""Train: matrix factorisation by gradient descent, and the distance that it still covers after its middle iteration."""

import numpy as np

from descent import ends
from descent.balance import factor_training, factorisation
from descent.balance.factor_limit import left_to_go, relative
from descent.parameters import given

BLOCK = 1024


class Parameters(factorisation.Parameters, factor_training.Parameters):
    """The parameters of a cell."""

    steps: int = given(description="Iterations of gradient descent.", ge=2, le=100_000_000)


class Trained(factor_training.Trained):
    """The columns of `descent.balance.factor_training.Trained`, and the distance left at the middle."""

    left: np.ndarray
    """Distance of the middle iteration from the last, divided by the bound that the residual gives. (runs,)"""
    middle: np.ndarray
    """||U V^T - M||_F in the middle. (runs,)"""


COLUMNS = (Trained,)


def train(seeds, cell):
    """Train every run. seeds: (runs, 3). Returns what `Trained` holds."""
    drawn = factor_training.starts([np.random.default_rng(words) for words in seeds.tolist()], **factorisation.Parameters.of(cell))
    problem = factor_training.Problem(*drawn, **factor_training.Parameters.of(cell))
    found, distance, middle = left_to_go(problem, cell.steps)
    left = relative(distance, middle, problem.s[:, -1])
    return found._asdict() | {"left": left, "middle": middle, "status": ends.words(found.status)}
