"""Adam (Kingma and Ba 2015, algorithm 1)."""

import math

from numba.extending import register_jitable

from descent.escape.stepwise import stepwise

LABEL = "Adam"
PARAMETERS = ("stride", "beta1", "beta2", "adam_epsilon")


@register_jitable
def step(i, x, slope, memory, stream, t, p, eta, values):
    """x <- x - stride m^ / (sqrt(v^) + adam_epsilon). memory[0] is m, memory[1] is v."""
    stride, beta1, beta2, epsilon = values[0], values[1], values[2], values[3]
    first, second = 1.0 - beta1 ** (t + 1.0), 1.0 - beta2 ** (t + 1.0)
    for j in range(x.size):
        memory[0, j] = beta1 * memory[0, j] + (1.0 - beta1) * slope[j]
        memory[1, j] = beta2 * memory[1, j] + (1.0 - beta2) * slope[j] * slope[j]
        x[j] -= stride * (memory[0, j] / first) / (math.sqrt(memory[1, j] / second) + epsilon)
    return True


descend = stepwise(step, PARAMETERS, memory=2)
