"""Adam (Kingma and Ba 2015, algorithm 1)."""

from descent import parameters
from descent.arrays import sqrt
from descent.elementary import expm1, log
from descent.parameters import Decay, Positive, given

LABEL = "Adam"
MEMORY = 2


class Parameters(parameters.Parameters):
    """Parameters of Adam."""

    eta: Positive = given(description="Step size of gradient steps; Adam's is about the length of a step in a coordinate.")
    beta1: Decay = given(0.9, "Adam's decay of the first moment.")
    beta2: Decay = given(0.999, "Adam's decay of the second moment.")
    adam_epsilon: Positive = given(1e-8, "Adam's epsilon.")


def rule(x, slope, memory, t, eta, beta1, beta2, adam_epsilon):
    """x <- x - eta m^ / (sqrt(v^) + adam_epsilon). memory[0] is m, memory[1] is v."""
    memory[0] = beta1 * memory[0] + (1.0 - beta1) * slope
    memory[1] = beta2 * memory[1] + (1.0 - beta2) * slope * slope
    first, second = -expm1((t + 1.0) * log(beta1)), -expm1((t + 1.0) * log(beta2))  # 1 - beta^(t + 1)
    return x - eta * (memory[0] / first) / (sqrt(memory[1] / second) + adam_epsilon)
