"""What is known of minimised nets: what every end is, and the numbers that say so."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.records.described import DescribedRuns
from descent.records import Endings, Losses, OneOf, Ratios, Runs, Words


@dataclass(frozen=True, kw_only=True)
class _Judged(Runs):
    """What comes before the description of the ends."""

    class_: Annotated[Words, OneOf(CLASSES)]
    """What the end is."""
    status: Endings
    """How the run ended."""
    excess: Losses
    """F above its least value."""
    stationarity_rest: Ratios
    """Relative rest of a.F_a - sum of F_b = lambda |a|^2 at the start; empty for other neurons than the exponential one."""


@dataclass(frozen=True, kw_only=True)
class MinimiseRuns(DescribedRuns, _Judged):  # the fields of the last base come first
    """Minimised nets."""
