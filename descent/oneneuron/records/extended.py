"""What is known of ends that were looked at with many digits: what Newton's method came to."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.records.minimise import MinimiseRuns
from descent.records import Flags, Iterations, Numbers, Unit, Weights


@dataclass(frozen=True, kw_only=True)
class ExtendedRuns(MinimiseRuns):
    """Minimised nets, and what becomes of ends whose neuron is on."""

    examined: Flags
    """Whether the end was looked at: it has converged, its neuron is on, it did not grow, and it is no good minimum."""
    critical: Flags
    """Whether Newton's method in 120 digits came to a gradient of 1e-40; empty for ends that were not looked at."""
    log10_gradient: Annotated[Numbers, Unit("log10 of loss per weight")]
    """log10 of the gradient's norm that Newton's method left."""
    moved: Weights
    """Distance that Newton's method moved the end."""
    polished_a: Weights
    """|a| where Newton's method left the end."""
    steps: Iterations
    """Steps of Newton's method that were tried."""
