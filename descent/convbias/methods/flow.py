"""Safe descent, then its late phase as a flow, by implicit steps on the least margin.

The flow is the limit of gradient descent for large margins. Weights are a direction and the logarithm of their norm.
"""

from descent import parameters
from descent.convbias.flow import flow
from descent.convbias.training import Block
from descent.ends import End
from descent.parameters import Count, given

LABEL = "late-phase flow"
LATE = 1.5
"""log10 of the margin that a run must have before the flow replaces descent: the weights of the samples are then those of the hard margin
to within a few per cent."""


class Parameters(parameters.Parameters):
    """Parameters of both phases."""

    steps_before_flow: Count = given(10_000, "Least number of steps of safe descent before the flow takes over.")
    growth: float = given(0.05, "Relative growth of the margin in one step of the flow.", gt=0, le=0.5)
    flow_steps: int = given("= 100*decades", "Most steps of the flow.", ge=0)


def train(block: Block, steps_before_flow: int, growth: float, flow_steps: int):
    """Train a block. The descent may take `gradient_descent.PATIENCE` times as many steps to reach `LATE`."""
    block.descend(True, steps_before_flow, until=LATE)
    kept = block.kept
    alive = (kept.status == End.ITERATION_LIMIT) & (kept.final >= LATE)
    kept.flow_from[alive] = kept.final[alive]
    flow(block.w, block.x, block.net, alive, float(growth), int(flow_steps), block.points, block.seen, kept)
