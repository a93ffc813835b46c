"""What is known of octopus runs: how each ended, when it escaped from every saddle, and what its plateaus looked like."""

from dataclasses import dataclass
from typing import Annotated

from descent.escape.records.outcome import OutcomeRuns
from descent.records import Numbers, Series


@dataclass(frozen=True, kw_only=True)
class OctopusRuns(OutcomeRuns):
    """Runs on an octopus, with their escapes."""

    eta_value: Numbers
    """The step size as a number, which a grid may give as arithmetic; NaN for a method that takes none."""
    eps_value: Numbers
    """The accuracy as a number, likewise."""
    exact: Numbers
    """Escapes that are exact to the iteration; later ones are known to the accuracy of their logarithm."""
    height_error: Numbers
    """Largest distance of a plateau from its multiple of nu, in units of nu, from saddle 1 on."""
    second_order_eps: Numbers
    """The smallest eps for which any iterate before the last escape is an eps-second-order stationary point."""
    longest_plateau: Numbers
    """Most iterations spent at one saddle."""
    escape: Annotated[Numbers, Series("escape", 1)]
    """Iteration of the escape from every saddle: (runs, d)."""
