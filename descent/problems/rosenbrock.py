"""Rosenbrock's function, a curved valley with its minimum at (1, ..., 1) (Rosenbrock 1960). An example of a problem in torch."""

from typing import NamedTuple

from descent import parameters
from descent.parameters import Positive, given

LABEL = "Rosenbrock"


class Parameters(parameters.Parameters):
    """Parameters of the function."""

    d: int = given(2, "Dimension.", ge=2)
    steepness: Positive = given(100.0, "Height of the valley's walls.")


class Numbers(NamedTuple):
    """The argument p of the function."""

    steepness: float


def numbers(*, steepness, **others) -> Numbers:
    """The argument p of the function. others: a cell's further parameters."""
    return Numbers(steepness)


def value(x, p):
    """f at x, a tensor (d,); torch differentiates it."""
    return (p.steepness * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2).sum()
