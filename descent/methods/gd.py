"""Gradient descent, with optional weight decay."""

from descent import parameters
from descent.parameters import NotNegative, Positive, given

LABEL = "GD"


class Parameters(parameters.Parameters):
    """Parameters of gradient descent."""

    eta: Positive = given(description="Step size of gradient steps.")
    weight_decay: NotNegative = given(0.0, "Weight decay: every step multiplies the point by 1 - eta times this.")


def rule(x, slope, memory, t, eta, weight_decay):
    """x <- (1 - eta weight_decay) x - eta slope."""
    if weight_decay != 0.0:
        x = x * (1.0 - eta * weight_decay)
    return x - eta * slope
