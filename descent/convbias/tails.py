"""Losses with an exponential tail: -l'(m) = e^-m / (1 + e^-m)^k, which for large margins is that of the exponential loss.

k = 0: e^-m; k = 1: logistic, log(1 + e^-m); k = 2: sigmoid, 1 / (1 + e^m), which is not convex. The sigmoid loss is our addition.
"""

from typing import Literal

import numpy as np

from descent.compiled import inlined
from descent.elementary import exp

Loss = Literal["exponential", "logistic", "sigmoid"]
"""The losses by name."""
POWERS = {"exponential": 0, "logistic": 1, "sigmoid": 2}
"""k of each loss."""


@inlined
def weigh(m, safe, k, q):
    """Set q (N, lanes) to -l'(m); if safe, to -l'(m) divided by a factor per lane, so that nothing overflows and not all underflow.

    m: (N, lanes); k: of the loss. -l'(m) = e^-s / (1 + e^-|m|)^k, with s = m for m > 0 and s = (1 - k) m otherwise.
    """
    lanes = m.shape[1]
    for i in range(m.shape[0]):
        for n in range(lanes):
            q[i, n] = m[i, n] if m[i, n] > 0.0 else (1 - k) * m[i, n]
    shift = np.zeros(lanes)
    if safe:
        for n in range(lanes):
            shift[n] = q[0, n]
        for i in range(m.shape[0]):
            for n in range(lanes):
                shift[n] = min(shift[n], q[i, n])
    for i in range(m.shape[0]):
        for n in range(lanes):
            q[i, n] = exp(shift[n] - q[i, n])
    for _ in range(k):
        for i in range(m.shape[0]):
            for n in range(lanes):
                q[i, n] /= 1.0 + exp(-abs(m[i, n]))
