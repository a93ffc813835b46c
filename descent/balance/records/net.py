"""What is known of small nets: how each run ended, and how far what gradient flow conserves has moved."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class NetRuns(Runs):
    """Trained small nets; drifts are relative, and the largest of the path."""

    steps: Numbers
    """Steps taken."""
    kinks: Numbers
    """Kinks that the flow met or left."""
    resting: Numbers
    """Most pre-activations that rested at their kinks at once."""
    diverged_at: Numbers
    """First iteration whose loss is not finite; -1 without one."""
    status: Words
    """How the run ended, in the words of `descent.ends`."""
    layer_drift: Numbers
    """Drift of the difference of two layers' squared norms."""
    unit_drift: Numbers
    """Drift of a neuron's, or a channel's, difference of squared norms."""
    unit_drift_without_biases: Numbers
    """The same where biases are not counted."""
    matrix_drift: Numbers
    """Drift of W^(h) W^(h)T - W^(h+1)T W^(h+1); NaN where the net has none."""
    unexplained: Numbers
    """Part of the layers' drift that the squared gradients do not explain."""
    spread_start: Numbers
    """Ratio of the largest to the smallest layer's squared norm at the start."""
    spread_end: Numbers
    """The same at the end."""
    norm_end: Numbers
    """Mean of the layers' squared norms at the end."""
    difference: Annotated[Numbers, Series("difference", 0)]
    """Difference of the first two layers' squared norms at every point of the path: (runs, points)."""
