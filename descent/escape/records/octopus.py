"""Metrics of runs on the octopus: how each ended, when it escaped from every saddle, and its plateaus."""

from dataclasses import dataclass
from typing import Annotated

from descent.escape.records.outcome import OutcomeRuns
from descent.records import Iterations, Numbers, Series, Unit


@dataclass(frozen=True, kw_only=True)
class OctopusRuns(OutcomeRuns):
    """Runs on an octopus, with their escapes."""

    eta_value: Annotated[Numbers, Unit("length^2 per loss")]
    """The step size as a number, since the grid may have it as arithmetic; empty for a method without one."""
    eps_value: Annotated[Numbers, Unit("length")]
    """The accuracy as a number, since the grid may have it as arithmetic."""
    exact: Annotated[Numbers, Unit("escapes")]
    """Number of leading escapes whose iteration is exact; later ones are as accurate as their logarithm."""
    height_error: Annotated[Numbers, Unit("nu")]
    """Largest distance of a plateau from its multiple of nu; the first plateau is left out."""
    second_order_eps: Annotated[Numbers, Unit("loss per length")]
    """The smallest eps for which any iterate before the last escape is an eps-second-order stationary point."""
    longest_plateau: Iterations
    """Most iterations spent at one saddle."""
    escape: Annotated[Iterations, Series("escape", 1)]
    """Iteration of the escape from each saddle; empty for a saddle that the run did not leave: (runs, d)."""
