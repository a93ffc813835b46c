"""What is known of runs on a warm-up: when both methods leave its saddle."""

from dataclasses import dataclass

from descent.records import Numbers, Runs, Words


@dataclass(frozen=True, kw_only=True)
class WarmUpRuns(Runs):
    """Runs on a warm-up function."""

    event_driven: Numbers
    """Iterations until event-driven GD leaves the saddle."""
    literal: Numbers
    """The same for literal GD; NaN where its iterations end before."""
    status: Words
    """How the literal run ended, in the words of `descent.ends`."""
