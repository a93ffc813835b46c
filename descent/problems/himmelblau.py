"""Himmelblau's function on the plane (Himmelblau 1972): four minima of value 0 and four saddles. An example of a compiled problem."""

from typing import Literal

from descent import parameters
from descent.parameters import given

LABEL = "Himmelblau"


class Parameters(parameters.Parameters):
    """Parameters of the function."""

    d: Literal[2] = given(2, "Dimension.")


def gradient(x, p, out):
    """Write the gradient at x (2,) into `out`. Returns 0, since the problem has no events."""
    a, b = x[0] ** 2 + x[1] - 11.0, x[0] + x[1] ** 2 - 7.0
    out[0] = 4.0 * a * x[0] + 2.0 * b
    out[1] = 2.0 * a + 4.0 * b * x[1]
    return 0


def value(x, p):
    """f at x (2,)."""
    return (x[0] ** 2 + x[1] - 11.0) ** 2 + (x[0] + x[1] ** 2 - 7.0) ** 2
