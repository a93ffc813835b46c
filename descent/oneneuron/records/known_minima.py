"""Metrics of runs that start near a known bad minimum: whether they return, and numbers of the minimum."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.records.described import DescribedRuns
from descent.records import Endings, Flags, Losses, Numbers, OneOf, Ratios, Runs, Unit, Words


@dataclass(frozen=True, kw_only=True)
class _Beside(Runs):
    """Columns before the description of the ends."""

    class_: Annotated[Words, OneOf(CLASSES)]
    """Class of the end."""
    status: Endings
    """How the run ended."""
    returned: Flags
    """Whether the run returned to the minimum."""
    value_off: Ratios
    """Relative difference between the minimum's computed loss and its value by a formula or a convex program."""
    known_value: Losses
    """The minimum's loss by a formula or a convex program."""
    known_loss: Losses
    """The minimum's computed loss."""
    known_gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient at the minimum."""
    known_curvature: Ratios
    """The Hessian's smallest eigenvalue at the minimum divided by the largest one."""


@dataclass(frozen=True, kw_only=True)
class KnownMinimaRuns(DescribedRuns, _Beside):  # the fields of the last base come first
    """Runs that start near a known minimum."""
