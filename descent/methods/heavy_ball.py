"""Gradient descent with Polyak's momentum, the heavy ball (Polyak 1964)."""

from descent import parameters
from descent.parameters import Decay, Positive, given

LABEL = "heavy ball"
MEMORY = 1


class Parameters(parameters.Parameters):
    """Parameters of the heavy ball."""

    eta: Positive = given(description="Step size of gradient steps.")
    momentum: Decay = given(description="Share of the last velocity that stays.")


def rule(x, slope, memory, t, eta, momentum):
    """v <- momentum v + slope; x <- x - eta v. memory[0] is v."""
    memory[0] = momentum * memory[0] + slope
    return x - eta * memory[0]


def flow_time(eta, momentum):
    """Flow time per step: with a constant slope s the steps converge to eta s/(1 - momentum)."""
    return eta / (1.0 - momentum)
