"""Metrics of slices through a bad minimum."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Losses, Numbers, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class SlicesRuns(Runs):
    """Random planes through a bad minimum."""

    minimum: Losses
    """F at the minimum."""
    lowest_of_net: Losses
    """Lowest F in the net's plane."""
    lowest_of_neuron: Losses
    """Lowest F in the neuron's plane."""
    quartic: Annotated[Numbers, Unit("loss per |w|^4")]
    """Predicted quartic coefficient of the descent path that the neuron opens; empty where there is no prediction."""
    quartic_measured: Annotated[Numbers, Unit("loss per |w|^4")]
    """Measured quartic coefficient of that path."""
