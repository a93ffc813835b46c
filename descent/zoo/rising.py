"""Linear theory of leaving a saddle: what grows there by a constant factor an iteration, until what it leads to is half reached."""

import math

HALF = 1.0 - math.sqrt(0.5)
"""Share of a mode that is learnt where the square of what it lacks, which f is made of, has fallen to half."""


def iterations(part: float, whole: float, rate: float, lr: float) -> float:
    """Iterations until a mode is half learnt in f.

    part: size of the escaping part at the start. whole: what its square comes to in the end. rate: minus the curvature. In gradient flow
    the square p of the part follows dp/dt = 2 rate p (1 - p / whole), which is solved; descent takes its steps, each of a growth by
    1 + lr rate, as at the saddle.
    """
    return (math.log(whole * HALF / (1.0 - HALF)) / 2.0 - math.log(part)) / math.log1p(lr * rate)
