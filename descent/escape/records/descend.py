"""What is known of runs of any method on any problem: how and where each ended."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class DescendRuns(Runs):
    """Runs on a problem that is not a paper's own."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    iterations: Numbers
    """Iterations until then."""
    value: Numbers
    """f at the end."""
    slope: Numbers
    """The gradient's norm there."""
    end: Annotated[Numbers, Series("end", 1)]
    """The last point: (runs, d)."""
