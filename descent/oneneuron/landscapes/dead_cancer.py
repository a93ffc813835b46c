"""Two ReLUs that no point of the breast cancer set activates."""

from descent.oneneuron.data import cancer
from descent.oneneuron.landscapes import Hinge, Landscape, all_dead

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_dead(cancer, 2, p)
