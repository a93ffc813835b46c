"""What is known of minimised nets: what every end is, and the numbers that say so."""

from dataclasses import dataclass

from descent.oneneuron.records.described import DescribedRuns
from descent.records import Numbers, Runs, Words


@dataclass(frozen=True, kw_only=True)
class _Judged(Runs):
    """What comes before the description of the ends."""

    class_: Words
    """What the end is: one of `descent.oneneuron.classes.CLASSES`."""
    status: Words
    """How the run ended, in the words of `descent.ends`."""
    excess: Numbers
    """F above its least value."""
    stationarity_rest: Numbers
    """Relative rest of a.F_a - sum of F_b = lambda |a|^2 at the start; NaN for other neurons than the exponential one."""


@dataclass(frozen=True, kw_only=True)
class MinimiseRuns(DescribedRuns, _Judged):
    """Minimised nets. The fields of the last base come first."""
