"""Metrics of slices: whether the net's plane has a lower point, how much lower the augmented loss goes, and how steep its descent is."""

from descent.oneneuron.records.slices import SlicesRuns
from descent.oneneuron.slices import measured_quartic, minimum


def measure(runs, parameters) -> SlicesRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    at_minimum = minimum(runs["net"])
    return SlicesRuns(
        minimum=at_minimum,
        lowest_of_net=runs["net"].min(axis=(1, 2)),
        lowest_of_neuron=runs["opened"].min(axis=1),
        quartic=runs["quartic"],
        quartic_measured=measured_quartic(runs["w"], at_minimum[:, None] - runs["opened"]),
    )
