"""What is known of slices through a bad minimum."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Losses, Numbers, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class SlicesRuns(Runs):
    """Random planes through a bad minimum."""

    minimum: Losses
    """F at the minimum."""
    lowest_of_net: Losses
    """Lowest F of the net's plane."""
    lowest_of_neuron: Losses
    """Lowest F of the neuron's plane."""
    quartic: Annotated[Numbers, Unit("loss per |w|^4")]
    """Predicted steepness of the way that the neuron opens; empty where the theory gives none."""
    quartic_measured: Annotated[Numbers, Unit("loss per |w|^4")]
    """Measured steepness of that way."""
