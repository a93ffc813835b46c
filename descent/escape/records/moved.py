"""Metrics of gradient descent on the octopus moved to where the law of the start has its mass."""

from dataclasses import dataclass

from descent.records import Endings, Flags, Iterations, Runs


@dataclass(frozen=True, kw_only=True)
class MovedRuns(Runs):
    """Runs on a moved octopus."""

    status: Endings
    """How the event-driven run ended."""
    in_box: Flags
    """Whether the start is in the box of mass 1 - delta."""
    last_escape: Iterations
    """Iteration at which the event-driven run passes its last saddle; empty for a start outside the tube."""
    same_escapes: Flags
    """Whether literal GD passes the first three saddles at the same iterations."""
