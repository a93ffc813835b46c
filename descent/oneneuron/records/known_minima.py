"""What is known of runs from beside a known bad minimum: whether they return, and what the minimum is."""

from dataclasses import dataclass

from descent.oneneuron.records.described import DescribedRuns
from descent.records import Numbers, Runs, Words


@dataclass(frozen=True, kw_only=True)
class _Beside(Runs):
    """What comes before the description of the ends."""

    class_: Words
    """What the end is: one of `descent.oneneuron.classes.CLASSES`."""
    status: Words
    """How the run ended, in the words of `descent.ends`."""
    returned: Numbers
    """1 for a run that comes back to the minimum, else 0."""
    value_off: Numbers
    """Relative difference of the minimum's loss from its value by a formula or a convex programme."""
    known_value: Numbers
    """That value."""
    known_loss: Numbers
    """The minimum's loss."""
    known_gradient: Numbers
    """Norm of the gradient at the minimum."""
    known_curvature: Numbers
    """The Hessian's smallest eigenvalue at the minimum, over the largest one."""


@dataclass(frozen=True, kw_only=True)
class KnownMinimaRuns(DescribedRuns, _Beside):
    """Runs from beside a known minimum. The fields of the last base come first."""
