"""Linear theory of leaving a saddle: a mode grows by a constant factor per iteration until its part of f has halved."""

import math

HALF = 1.0 - math.sqrt(0.5)
"""Learnt share of a mode at which the square of the missing share, the mode's part of f, has halved."""


def iterations(part: float, whole: float, rate: float, lr: float) -> float:
    """Iterations until a mode's part of f has halved.

    part: size of the mode at the start. whole: square of its size in the end. rate: minus the curvature at the saddle. In gradient flow
    the square p of the size follows dp/dt = 2 rate p (1 - p / whole). The closed solution for small p gives the growth that is needed.
    Descent makes this growth at the saddle's rate, 1 + lr rate per iteration.
    """
    return (math.log(whole * HALF / (1.0 - HALF)) / 2.0 - math.log(part)) / math.log1p(lr * rate)
