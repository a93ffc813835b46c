"""What is known of an end point, whatever led there."""

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
    """F, what was minimised, at the end."""
    gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient of F at the end."""
    lowest_eigenvalue: Annotated[Numbers, Unit("loss per weight squared")]
    """Smallest eigenvalue of the Hessian of F at the end."""
    curvature: Ratios
    """The Hessian's smallest eigenvalue over the size of the largest one."""
    base_loss: Losses
    """Loss of the net alone."""
    base_errors: Annotated[Numbers, Unit("points")]
    """Points that the net alone gets wrong."""
    errors: Annotated[Numbers, Unit("points")]
    """Points that the augmented net gets wrong."""
    grows: Flags
    """Whether the path grows without a bound."""
    nearby: Losses
    """Lowest F found around an end that has converged above the least value; empty elsewhere."""
    felt: Annotated[Numbers, Unit("outputs")]
    """Largest value of an added neuron at a point that is not learnt; empty where there is none."""
    output: Annotated[Numbers, Unit("outputs")]
    """Largest output of an added neuron at any point."""
    steepest: Annotated[Numbers, Unit("loss per output")]
    """Largest size of the loss's derivative by an output, over the points."""
    iterations: Iterations
    """Iterations of the method."""
