"""Metrics of many runs on the octopus: how each ended and how long it took."""

from dataclasses import dataclass

from descent.records import Endings, Iterations, Runs


@dataclass(frozen=True, kw_only=True)
class OutcomeRuns(Runs):
    """Runs on an octopus."""

    status: Endings
    """How the run ended."""
    steps: Iterations
    """Iterations until the run was within eps of a minimum; empty where it never was."""
