"""Literal gradient descent with a fixed step."""

from descent import parameters
from descent.convbias.training import Block
from descent.parameters import Count, Positive, given

LABEL = "literal descent"


class Parameters(parameters.Parameters):
    """Parameters of literal descent."""

    eta: Positive = given(0.01, "Step size.")
    steps: Count = given(100_000, "Most steps.")


def train(block: Block, eta: float, steps: int):
    """Train a block."""
    block.descend(False, steps, eta)
