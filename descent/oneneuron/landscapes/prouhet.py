"""Twelve ReLUs that none of Prouhet's eight points activates: loss 8, which no polynomial of degree 2 lowers.

Every l' is the same in size, so the sum of l' y q(x) is zero for every polynomial q of degree 2, and the loss is convex in the outputs: a
monomial neuron of degree 2 leaves the minimum one. The sum of l' y x^3 is not zero. Ours.
"""

from descent.oneneuron.data import prouhet
from descent.oneneuron.landscapes import Hinge, Landscape, all_dead

Parameters = Hinge


def landscape(p: int = 3) -> Landscape:
    """p: power of the hinge loss."""
    return all_dead(prouhet, 12, p)
