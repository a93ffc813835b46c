"""Metrics of runs on a warm-up: when both methods leave its saddle."""

from dataclasses import dataclass

from descent.records import Endings, Iterations, Runs


@dataclass(frozen=True, kw_only=True)
class WarmUpRuns(Runs):
    """Runs on a warm-up function."""

    event_driven: Iterations
    """Iterations until event-driven GD leaves the saddle."""
    literal: Iterations
    """Iterations until literal GD leaves the saddle; empty for a run that ends before."""
    status: Endings
    """How the literal run ended."""
