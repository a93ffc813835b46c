"""What is known of small nets: how each run ended, and how far what gradient flow conserves has moved."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Numbers, Ratios, Runs, Series, Squares, Unit


@dataclass(frozen=True, kw_only=True)
class NetRuns(Runs):
    """Trained small nets; drifts are relative, and the largest of the path."""

    steps: Iterations
    """Steps taken, of descent or of the flow's solver."""
    kinks: Annotated[Numbers, Unit("kinks")]
    """Kinks that the flow met or left."""
    resting: Annotated[Numbers, Unit("pre-activations")]
    """Most pre-activations that rested at their kinks at once."""
    diverged_at: Iterations
    """First iteration whose loss is not finite; -1 without one."""
    status: Endings
    """How the run ended."""
    layer_drift: Ratios
    """Drift of the difference of two layers' squared norms."""
    unit_drift: Ratios
    """Drift of a neuron's, or a channel's, difference of squared norms."""
    unit_drift_without_biases: Ratios
    """Drift of a neuron's, or a channel's, difference of squared norms where biases are not counted."""
    matrix_drift: Ratios
    """Drift of W^(h) W^(h)T - W^(h+1)T W^(h+1); empty where the net has none."""
    unexplained: Ratios
    """Part of the layers' drift that the squared gradients do not explain."""
    spread_start: Ratios
    """Ratio of the largest to the smallest layer's squared norm at the start."""
    spread_end: Ratios
    """Ratio of the largest to the smallest layer's squared norm at the end."""
    norm_end: Squares
    """Mean of the layers' squared norms at the end."""
    difference: Annotated[Squares, Series("difference", 0)]
    """Difference of the first two layers' squared norms at every point of the path: (runs, points)."""
