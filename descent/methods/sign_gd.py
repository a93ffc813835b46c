"""Sign gradient descent: every coordinate moves by the same amount (Riedmiller and Braun 1993; Bernstein et al. 2018)."""

from descent import parameters
from descent.arrays import sign
from descent.parameters import Positive, given

LABEL = "SignGD"


class Parameters(parameters.Parameters):
    """Parameters of SignGD."""

    stride: Positive = given(description="Length of a step in a coordinate.")


def rule(x, slope, memory, t, stride):
    """x <- x - stride sign(slope)."""
    return x - stride * sign(slope)
