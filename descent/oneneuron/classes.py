"""The class of an end point, from the numbers of `ends.describe`. The thresholds are our choice."""

import numpy as np

from descent.ends import End, words

MEANINGS = {
    "good minimum": "Global minimum of F and of the net's loss.",
    "bad minimum": "Local minimum of F that is not global.",
    "masked minimum": "Global minimum of F at which the net alone is not at a global minimum of its loss.",
    "saddle": "Critical point with lower points near it.",
    "diverging": "The path grows without bound.",
    "excluded by algebra": "No growth was seen and the gradient is small, but algebra leaves no critical point there.",
    "lost neuron": "The neuron is needed, but is too small to affect the outputs there.",
    "not converged": "None of these within the allowed iterations.",
    "overflow": "The run left the range of floating-point numbers.",
}
CLASSES = tuple(MEANINGS)
GOOD, BAD, MASKED, SADDLE, DIVERGING, EXCLUDED, LOST, UNDECIDED, OUTSIDE = range(len(CLASSES))
FINITE = (GOOD, BAD, MASKED)
"""Local minima at a finite distance."""
GLOBAL = 1e-8
"""F and the net's loss count as least within this distance of their least value."""
DOWNWARD = -1e-6
"""Relative curvature below which a critical point is a saddle."""
FALL = 1e-6
"""A probe has found a lower point where its F is lower than the end point's by this share."""
ON = 1e-3
"""A neuron is on where its output exceeds this at some point."""
LOST_BELOW = 1e-4
"""A neuron is lost where its value is below this, times sqrt(lambda) if lambda > 1, at every point that the augmented net has not learnt. A
neuron with values of order S at these points gives an a of order S/lambda, and derivatives with respect to b and w of order S^2/lambda, so
that a gradient of 1e-10 is no evidence of a critical point.
"""


def classify(ends: dict[str, np.ndarray], lowest, attained=True, vanishing=True) -> np.ndarray:
    """Index in CLASSES of every run. Returns (runs,).

    ends: what `describe` returns; lowest: the least value of F and of the net's loss; attained: whether the loss attains its least value;
    vanishing: whether a regulariser on a alone forces a = 0 at every critical point; each (runs,) or one value for all runs.

    An end with a gradient of 1e-10 is not near a critical point where the neuron is on, since a critical point needs lambda a^2 = 0; nor
    where F is close to a least value that the loss does not attain. Both follow from the theorem's algebra and are not measured, so such an
    end counts neither as a minimum nor as diverging. A gradient of 1e-10 is no evidence either where the neuron is lost.
    """
    converged = ends["status"] == words(End.CONVERGED)
    at_least, base_least = ends["F"] <= lowest + GLOBAL, ends["base_loss"] <= lowest + GLOBAL
    lower = (ends["curvature"] < DOWNWARD) | (ends["nearby"] < ends["F"] * (1.0 - FALL))
    excluded = converged & (np.logical_not(attained) & at_least | vanishing & (ends["output"] > ON))
    return np.select(
        [
            ends["status"] == words(End.DIVERGED),
            attained & converged & at_least & base_least,
            ends["grows"] > 0,
            excluded,
            converged & (ends["felt"] < LOST_BELOW),
            converged & at_least,
            converged & lower,
            converged,
        ],
        [OUTSIDE, GOOD, DIVERGING, EXCLUDED, LOST, MASKED, SADDLE, BAD],
        UNDECIDED,
    )
