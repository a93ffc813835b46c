"""Two ReLUs that none of four points activates: loss 4."""

from descent.oneneuron.data import four_points
from descent.oneneuron.landscapes import Hinge, Landscape, all_dead

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_dead(four_points, 2, p)
