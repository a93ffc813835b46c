"""Two active ReLUs on three alternating points: loss 2.745166 for p = 3."""

from descent.oneneuron.data import three_points
from descent.oneneuron.landscapes import Hinge, Landscape, all_active

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_active(three_points, 2, p)
