"""Train: matrix factorisation by gradient descent from beside a saddle."""

from typing import NamedTuple

import numpy as np
from pydantic import model_validator

from descent import ends
from descent.balance import factor_training, factorisation
from descent.balance.factor_methods import gd
from descent.balance.factor_saddles import beside, lowest_curvature, saddle, slope
from descent.parameters import NotNegative, Positive, given, need

BLOCK = 1024


class Parameters(factor_training.Parameters, gd.Parameters):
    """The saddle, and the distance from it at which descent starts."""

    d: int = given(description="Rows of U and of V.", ge=1, le=factorisation.LARGEST)
    rank: int = given(5, "Rank of M and columns of U and V.", ge=1, le=100)
    kept: int = given(0, "Singular triples of M that the saddle has.", ge=0, le=99)
    skew: NotNegative = given(0, "How unequal both sides of the saddle are: 0 for equal ones.")
    distance: Positive = given(description="Standard deviation of the entries of the difference between the start and the saddle.")

    @model_validator(mode="after")
    def _is_a_saddle(self):
        need(self.kept < self.rank, "kept < rank", "a saddle lacks a singular triple")
        need(2 * self.rank <= self.d, "2 * rank <= d", "a side of the saddle may have columns outside M's singular vectors")
        return self


class Left(NamedTuple):
    """The columns of a run file, one row per run."""

    least: np.ndarray
    """Least singular value of M that the saddle lacks. (runs,)"""
    lowest: np.ndarray
    """Lowest curvature of the objective at the saddle. (runs,)"""
    bound: np.ndarray
    """The upper bound on it. (runs,)"""
    slope: np.ndarray
    """Norm of the gradient at the saddle. (runs,)"""
    reach: np.ndarray
    """log10 of the iteration from which on the residual is at most eps, 0.1, 0.01, ...; NaN if it is not reached. (runs, 1 + DIGITS)"""
    residual: np.ndarray
    """||U V^T - M||_F at the end. (runs,)"""
    diverged_at: np.ndarray
    """The first iteration whose residual is not finite; -1 without one. (runs,)"""
    status: np.ndarray
    """How each run ended, an `End`. (runs,)"""


COLUMNS = (Left,)


def train(seeds, cell):
    """Train every run from beside its own saddle. seeds: (runs, 3). Returns what `Left` holds."""
    found, starts = [], []
    for words in seeds.tolist():
        generator = np.random.default_rng(words)
        s = factorisation.target(generator, cell.d, cell.d, cell.rank)
        point = saddle(generator, s, cell.kept, cell.skew)
        starts.append((s, *beside(generator, point, cell.d, cell.distance)))
        found.append((point.least, lowest_curvature(s, point.X, point.Y), point.bound, slope(s, point.X, point.Y)))
    problem = factor_training.Problem(*map(np.array, zip(*starts, strict=True)), **factor_training.Parameters.of(cell))
    trained = gd.train(problem, **gd.Parameters.of(cell))
    seen = trained.reach, trained.residual[:, -1], trained.diverged_at, ends.words(trained.status)
    return Left(*map(np.array, zip(*found, strict=True)), *seen)._asdict()
