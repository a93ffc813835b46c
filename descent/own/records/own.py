"""What is known of runs of a network of one's own."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Losses, Numbers, Ratios, Runs, Series, Unit


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
    """How many conservation laws gradient flow has; empty, as the next three, where they were not looked for."""
    approximate: Annotated[Numbers, Unit("laws")]
    """How many more hold nearly."""
    trivial: Annotated[Numbers, Unit("laws")]
    """How many forms are zero whatever the parameters, one a matrix."""
    dead: Annotated[Numbers, Unit("rows")]
    """How many rows and columns have no gradient, such as a bias before batch normalisation."""
    drift: Ratios
    """How far the law that has moved most is at the end from its value at the start, divided by what its terms add up to there."""
    residual: Ratios
    """How far the law that holds least is from holding, at the points of the run and with its data, divided by what its terms add up to."""
    by_direction: Ratios
    """Of all that steps have added to the laws' values, the share that is due to their directions; 0 along the gradient."""
    identity: Ratios
    """The largest difference of a law from what gradient descent should have made of it, divided by what its terms add up to."""
    plateaus: Annotated[Numbers, Unit("plateaus")]
    """How many plateaus the run has left; empty where none is looked for."""
    spent: Iterations
    """Iterations on those that were examined, and since then."""
    strict: Ratios
    """The share of strict saddles among its plateaus that were examined; empty without any."""
    slower: Ratios
    """Iterations that were left at its plateaus divided by those that linear theory says, the median of the run."""
    end_curvature: Annotated[Numbers, Unit("loss per length squared")]
    """The lowest eigenvalue of the Hessian at the lowest gradient norm since its last plateau."""
    reached: Iterations
    """Iteration at which the last saddle that the file knows has been passed, half way to the minimum in f."""
    escape: Annotated[Iterations, Series("escape", 1)]
    """Iteration at which each saddle that the file knows has been passed, empty for one that the run did not leave: (runs, saddles)."""
    predicted: Annotated[Iterations, Series("predicted", 1)]
    """The same by linear theory about the saddles, of plain GD: (runs, saddles)."""
