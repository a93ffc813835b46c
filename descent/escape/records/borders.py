"""Metrics of the octopus at random places: on a border, inside a piece and at a stationary point."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Flags, Numbers, Ratios, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class BordersRuns(Runs):
    """Random places on the octopus."""

    value_jump: Annotated[Numbers, Unit("nu")]
    """Jump of f across a border."""
    gradient_jump: Annotated[Numbers, Unit("L tau")]
    """Largest jump of a gradient entry across a border."""
    hessian_jump: Annotated[Numbers, Unit("L")]
    """Largest jump of a Hessian entry across a border."""
    gradient_error: Annotated[Numbers, Unit("L tau")]
    """Largest difference between the gradient and central differences of f."""
    hessian_error: Annotated[Numbers, Unit("L")]
    """Largest difference between the Hessian and central differences of the gradient."""
    slope: Annotated[Numbers, Unit("L tau")]
    """Largest gradient entry at a stationary point."""
    height: Annotated[Numbers, Unit("nu")]
    """Distance of f from -k nu at the stationary point, where k coordinates are at a minimum."""
    lowest: Ratios
    """The Hessian's lowest eigenvalue at the stationary point, divided by its predicted value."""
    saddle: Flags
    """Whether the stationary point is a saddle; otherwise it is a minimum."""
