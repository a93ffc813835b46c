"""What is known of slices through a bad minimum."""

from dataclasses import dataclass

from descent.records import Numbers, Runs


@dataclass(frozen=True, kw_only=True)
class SlicesRuns(Runs):
    """Random planes through a bad minimum."""

    minimum: Numbers
    """F at the minimum."""
    lowest_of_net: Numbers
    """Lowest F of the net's plane."""
    lowest_of_neuron: Numbers
    """Lowest F of the neuron's plane."""
    quartic: Numbers
    """Predicted steepness of the way that the neuron opens."""
    quartic_measured: Numbers
    """The measured one."""
