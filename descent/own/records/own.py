"""What is known of runs of a network of one's own."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Ratios, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class OwnRuns(Runs):
    """Runs of a network, or of an objective, of one's own."""

    status: Endings
    """How the run ended."""
    iterations: Iterations
    """Iterations until then."""
    loss: Losses
    """f at the end."""
    slope: Annotated[Numbers, Unit("loss per length")]
    """The gradient's norm at the end."""
    parameters: Annotated[Numbers, Unit("numbers")]
    """How many numbers are trained."""
    laws: Annotated[Numbers, Unit("laws")]
    """How many conservation laws gradient flow has; empty where they were not looked for."""
    drift: Ratios
    """How far the law that has moved most is at the end from its value at the start, divided by what its terms add up to there."""
    residual: Ratios
    """How far the law that holds least is from holding, at the points of the run and with its data, divided by what its terms add up to."""
