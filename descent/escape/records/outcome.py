"""What is known of octopus runs by the hundred thousand: how each ended and how long it took."""

from dataclasses import dataclass

from descent.records import Numbers, Runs, Words


@dataclass(frozen=True, kw_only=True)
class OutcomeRuns(Runs):
    """Runs on an octopus."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    steps: Numbers
    """Iterations."""
