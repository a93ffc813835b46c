"""Losses with an exponential tail: -l'(m) = e^-m / (1 + e^-m)^k, so that large margins are seen as by the exponential loss.

k = 0: e^-m; k = 1: logistic, log(1 + e^-m); k = 2: sigmoid, 1 / (1 + e^m), which is not convex. The last is ours.
"""

from typing import Literal

from descent.compiled import inlined
from descent.elementary import exp

Loss = Literal["exponential", "logistic", "sigmoid"]
"""The losses by name."""
POWERS = {"exponential": 0, "logistic": 1, "sigmoid": 2}
"""k of each loss."""


@inlined
def weigh(m, shift, k, q):
    """Set q (N, lanes) to -l'(m) times e^shift, so that large margins do not underflow. m: (N, lanes); shift: (lanes,); k: of the loss."""
    for i in range(m.shape[0]):
        for n in range(m.shape[1]):
            q[i, n] = exp(shift[n] - m[i, n])
    for _ in range(k):
        for i in range(m.shape[0]):
            for n in range(m.shape[1]):
                q[i, n] /= 1.0 + exp(-m[i, n])
