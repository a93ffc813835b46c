"""Gradient descent whose step grows as the loss falls, on the logarithm of the loss, so that nothing overflows."""

from descent import parameters
from descent.convbias.training import Block
from descent.parameters import Count, given

LABEL = "safe descent"


class Parameters(parameters.Parameters):
    """So many steps."""

    steps: Count = given(100_000, "Steps at most.")


def train(block: Block, steps: int):
    """Train a block."""
    block.descend(True, steps)
