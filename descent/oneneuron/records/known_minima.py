"""What is known of runs from beside a known bad minimum: whether they return, and what the minimum is."""

from dataclasses import dataclass
from typing import Annotated

from descent.oneneuron.classes import CLASSES
from descent.oneneuron.records.described import DescribedRuns
from descent.records import Endings, Flags, Losses, Numbers, OneOf, Ratios, Runs, Unit, Words


@dataclass(frozen=True, kw_only=True)
class _Beside(Runs):
    """What comes before the description of the ends."""

    class_: Annotated[Words, OneOf(CLASSES)]
    """What the end is."""
    status: Endings
    """How the run ended."""
    returned: Flags
    """Whether the run came back to the minimum."""
    value_off: Ratios
    """Relative difference of the minimum's loss from its value by a formula or a convex programme."""
    known_value: Losses
    """The minimum's value by a formula or a convex programme."""
    known_loss: Losses
    """The minimum's loss."""
    known_gradient: Annotated[Numbers, Unit("loss per weight")]
    """Norm of the gradient at the minimum."""
    known_curvature: Ratios
    """The Hessian's smallest eigenvalue at the minimum, over the largest one."""


@dataclass(frozen=True, kw_only=True)
class KnownMinimaRuns(DescribedRuns, _Beside):  # the fields of the last base come first
    """Runs from beside a known minimum."""
