"""Metrics of ends that were examined with 120 digits: the results of Newton's method."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.records.minimise import MinimiseRuns
from descent.records import Flags, Iterations, Numbers, Unit, Weights


@dataclass(frozen=True, kw_only=True)
class ExtendedRuns(MinimiseRuns):
    """Minimised nets, and Newton's method from ends whose neuron is on."""

    examined: Flags
    """Whether the end was examined: the run converged with its neuron on, did not grow, and is not at a good minimum."""
    critical: Flags
    """Whether Newton's method in 120 digits reached a gradient of 1e-40; empty for ends that were not examined."""
    log10_gradient: Annotated[Numbers, Unit("log10 of loss per weight")]
    """log10 of the gradient's norm after Newton's method."""
    moved: Weights
    """Distance that Newton's method moved the end."""
    polished_a: Weights
    """|a| after Newton's method."""
    steps: Iterations
    """Number of Newton steps tried."""
