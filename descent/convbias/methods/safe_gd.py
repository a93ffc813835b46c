"""Gradient descent whose step grows as the loss decreases, with the logarithm of the loss, so that nothing underflows."""

from descent import parameters
from descent.convbias.training import Block
from descent.parameters import Count, given

LABEL = "safe descent"


class Parameters(parameters.Parameters):
    """Parameters of safe descent."""

    steps: Count = given(100_000, "Most steps.")


def train(block: Block, steps: int):
    """Train a block."""
    block.descend(True, steps)
