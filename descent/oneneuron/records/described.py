"""Metrics of an end point, for every method."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Flags, Iterations, Losses, Numbers, Ratios, Runs, Unit, Weights


@dataclass(frozen=True, kw_only=True)
class DescribedRuns(Runs):
    """Ends as `descent.oneneuron.ends.describe` describes them."""

    a_norm: Weights
    """|a| of the added neurons."""
    b_norm: Weights
    """|b| of the added neurons."""
    w_norm: Weights
    """|w| of the added neurons."""
    theta_norm: Weights
    """Norm of the net's own parameters."""
    F: Losses
    """F, the minimised objective, at the end."""
    gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient of F at the end."""
    lowest_eigenvalue: Annotated[Numbers, Unit("loss per weight squared")]
    """Smallest eigenvalue of the Hessian of F at the end."""
    curvature: Ratios
    """The Hessian's smallest eigenvalue divided by the largest absolute eigenvalue."""
    base_loss: Losses
    """Loss of the net alone."""
    base_errors: Annotated[Numbers, Unit("points")]
    """Number of points that the net alone gets wrong."""
    errors: Annotated[Numbers, Unit("points")]
    """Number of points that the augmented net gets wrong."""
    grows: Flags
    """Whether the path was on its way to infinity."""
    nearby: Losses
    """Lowest F that probes found near a run that converged above the least value; empty for others."""
    felt: Annotated[Numbers, Unit("outputs")]
    """Largest value of an added neuron at a point that is not learnt, divided by sqrt(lambda) if lambda > 1; empty where there is none."""
    output: Annotated[Numbers, Unit("outputs")]
    """Largest absolute output of an added neuron at any point."""
    steepest: Annotated[Numbers, Unit("loss per output")]
    """Largest absolute derivative of the loss with respect to an output, over the points."""
    iterations: Iterations
    """Iterations of the method."""
