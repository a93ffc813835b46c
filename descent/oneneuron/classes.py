"""What an end point is, from the numbers that `ends.describe` gives of it."""

import numpy as np

from descent.ends import End, words

MEANINGS = {
    "good minimum": "Global minimum of F and of the net's loss.",
    "bad minimum": "Local minimum of F that is not global.",
    "masked minimum": "Global minimum of F where the net alone is not at its own.",
    "saddle": "Critical point with a lower one beside it.",
    "diverging": "On the way to infinity, as the growth of its path shows.",
    "excluded by algebra": "No growth was seen and the gradient is small, but algebra leaves no critical point there.",
    "lost neuron": "The neuron is too small to be felt where it is needed.",
    "not converged": "None of these within its iterations.",
    "overflow": "Outside the range of floats.",
}
CLASSES = tuple(MEANINGS)
GOOD, BAD, MASKED, SADDLE, DIVERGING, EXCLUDED, LOST, UNDECIDED, OUTSIDE = range(len(CLASSES))
FINITE = (GOOD, BAD, MASKED)
"""Local minima at a finite distance."""
GLOBAL = 1e-8
"""F and the net's loss are at their least value where they are within this of it. Ours."""
DOWNWARD = -1e-6
"""Relative curvature below which a critical point is a saddle. Ours."""
FALL = 1e-6
"""A probe has found a lower point where its F is below the end point's by this share of it. Ours."""
ON = 1e-3
"""A neuron is on where its output at some point is above this. Ours."""
LOST_BELOW = 1e-4
"""A neuron is lost where its value is below this at every point that the augmented net has not learnt, times sqrt(lambda) if lambda > 1. A
neuron of size S there brings a of order S/lambda and gradients by b and w of order S^2/lambda, so that a gradient of 1e-10 says nothing
of it. Ours.
"""


def classify(ends: dict[str, np.ndarray], lowest, attained=True, vanishing=True) -> np.ndarray:
    """Index in CLASSES of every run. ends: what `describe` gives; lowest: the least value of F and of the net's loss; attained: whether
    the loss attains it; vanishing: whether a = 0 at every critical point, by a regulariser on a alone; each (runs,) or one for all.
    Returns (runs,).

    A gradient of 1e-10 is no critical point where lambda a^2 = 0 is violated visibly: the neuron is on, and only |a| is small; nor where
    the loss does not attain its least value and F is close to it. That is the theorem's algebra and was not measured, so such an end is
    neither a minimum nor diverging. Nor does a gradient of 1e-10 say anything where the neuron is so small that it cannot be felt.
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
