"""What is known of octopus runs: how each ended, when it escaped from every saddle, and what its plateaus looked like."""

from dataclasses import dataclass
from typing import Annotated

from descent.escape.records.outcome import OutcomeRuns
from descent.records import Iterations, Numbers, Series, Unit


@dataclass(frozen=True, kw_only=True)
class OctopusRuns(OutcomeRuns):
    """Runs on an octopus, with their escapes."""

    eta_value: Annotated[Numbers, Unit("length^2 per loss")]
    """The step size as a number, which a grid may give as arithmetic; empty for a method that takes none."""
    eps_value: Annotated[Numbers, Unit("length")]
    """The accuracy as a number, which a grid may give as arithmetic."""
    exact: Annotated[Numbers, Unit("escapes")]
    """Escapes that are exact to the iteration; later ones are known to the accuracy of their logarithm."""
    height_error: Annotated[Numbers, Unit("nu")]
    """Largest distance of a plateau from its multiple of nu, from saddle 1 on."""
    second_order_eps: Annotated[Numbers, Unit("loss per length")]
    """The smallest eps for which any iterate before the last escape is an eps-second-order stationary point."""
    longest_plateau: Iterations
    """Most iterations spent at one saddle."""
    escape: Annotated[Iterations, Series("escape", 1)]
    """Iteration of the escape from every saddle, empty for one that the run did not leave: (runs, d)."""
