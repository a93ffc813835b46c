"""Nesterov's accelerated gradient descent with a constant momentum (Nesterov 1983)."""

from descent import parameters
from descent.parameters import Decay, Positive, given

LABEL = "Nesterov"
MEMORY = 2


class Parameters(parameters.Parameters):
    """Parameters of Nesterov's method."""

    eta: Positive = given(description="Step size of gradient steps.")
    momentum: Decay = given(description="Share of the last step that is repeated before the gradient is computed.")


def step(x, slope, memory, stream, t, stage, problem, gradient, value, eta, momentum):
    """y = x + momentum v; x' = y - eta grad f(y); v = x' - x. memory[0] is v, memory[1] is y."""
    for j in range(x.size):
        memory[1, j] = x[j] + momentum * memory[0, j]
    if gradient(memory[1], problem, slope) < 0:
        return False
    for j in range(x.size):
        moved = memory[1, j] - eta * slope[j]
        memory[0, j] = moved - x[j]
        x[j] = moved
    return True
