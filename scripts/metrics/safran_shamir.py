"""Metrics of the spurious minimum of Safran and Shamir: whether nearby starts return."""

from descent.oneneuron.minima import returned
from descent.oneneuron.records.safran_shamir import SafranShamirRuns
from descent.records import names


def measure(runs, parameters) -> SafranShamirRuns:
    """The metrics of a shard. runs: its arrays; parameters: those of its cell."""
    found = {name: runs[name] for name in names(SafranShamirRuns) if name != "returned"}
    return SafranShamirRuns(**found, returned=returned(runs["F"], runs["known_loss"]))
