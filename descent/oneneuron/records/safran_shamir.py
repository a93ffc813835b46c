"""Metrics of runs that start near the spurious minimum of Safran and Shamir."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Flags, Losses, Numbers, Runs, Unit, Weights


@dataclass(frozen=True, kw_only=True)
class SafranShamirRuns(Runs):
    """Runs that start near the spurious minimum of Safran and Shamir."""

    F: Losses
    """F, the minimised objective, at the end."""
    gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient of F at the end."""
    base_loss: Losses
    """Loss of the net alone."""
    a: Weights
    """a of the exponential neuron."""
    b: Weights
    """b of the exponential neuron."""
    w_norm: Weights
    """|w| of the exponential neuron."""
    known_loss: Losses
    """The minimum's loss."""
    known_gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient at the minimum."""
    returned: Flags
    """Whether the run returned to the minimum."""
