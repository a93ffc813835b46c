"""Four active ReLUs on five alternating points."""

from descent.oneneuron.data import alternating
from descent.oneneuron.landscapes import Hinge, Landscape, all_active

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_active(alternating, 4, p)
