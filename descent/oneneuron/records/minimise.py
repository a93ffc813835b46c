"""Metrics of minimised nets: the class of every end, and the numbers behind it."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.records.described import DescribedRuns
from descent.records import Endings, Losses, OneOf, Ratios, Runs, Words


@dataclass(frozen=True, kw_only=True)
class _Judged(Runs):
    """Columns before the description of the ends."""

    class_: Annotated[Words, OneOf(CLASSES)]
    """Class of the end."""
    status: Endings
    """How the run ended."""
    excess: Losses
    """F at the end minus the least value of F."""
    stationarity_rest: Ratios
    """Relative residual of a.F_a - sum of F_b = lambda |a|^2 at the start; empty for other neurons than the exponential one."""


@dataclass(frozen=True, kw_only=True)
class MinimiseRuns(DescribedRuns, _Judged):  # the fields of the last base come first
    """Minimised nets."""
