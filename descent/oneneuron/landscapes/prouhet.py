"""Twelve ReLUs that none of Prouhet's eight points activates: loss 8, which adding a polynomial of degree 2 to the output does not lower.

All derivatives l' of the loss have the same absolute value, so the sum of l' q(x) is zero for every polynomial q of degree 2. The loss is
convex in the outputs, so with a monomial neuron of degree 2 the minimum stays one. The sum of l' x^3 is not zero. The landscape is ours.
"""

from descent.oneneuron.data import prouhet
from descent.oneneuron.landscapes import Hinge, Landscape, all_dead

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_dead(prouhet, 12, p)
