"""What is known of the octopus at random places: on a border, inside a piece and at a stationary point."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Flags, Numbers, Ratios, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class BordersRuns(Runs):
    """Random places on the octopus."""

    value_jump: Annotated[Numbers, Unit("nu")]
    """Jump of f over a border."""
    gradient_jump: Annotated[Numbers, Unit("L tau")]
    """Jump of the gradient over a border."""
    hessian_jump: Annotated[Numbers, Unit("L")]
    """Jump of the Hessian over a border."""
    gradient_error: Annotated[Numbers, Unit("L tau")]
    """Largest difference between the gradient and the differences of f."""
    hessian_error: Annotated[Numbers, Unit("L")]
    """Largest difference between the Hessian and the differences of the gradient."""
    slope: Annotated[Numbers, Unit("L tau")]
    """The gradient at a stationary point."""
    height: Annotated[Numbers, Unit("nu")]
    """Distance of f from -k nu at that point, k of whose coordinates are at a minimum."""
    lowest: Ratios
    """The Hessian's lowest eigenvalue at that point, over what it should be."""
    saddle: Flags
    """Whether that point is a saddle; otherwise it is a minimum."""
