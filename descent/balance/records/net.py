"""Metrics of small nets: how each run ended, and the drift of the invariants of gradient flow."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Endings, Iterations, Numbers, Ratios, Runs, Series, Squares, Unit


@dataclass(frozen=True, kw_only=True)
class NetRuns(Runs):
    """Trained small nets. Drifts are relative, and the largest along the path."""

    steps: Iterations
    """Number of steps, of descent or of the flow's solver."""
    kinks: Annotated[Numbers, Unit("kinks")]
    """Number of kinks that the flow reached or left."""
    resting: Annotated[Numbers, Unit("pre-activations")]
    """Largest number of pre-activations at rest at their kinks at once."""
    diverged_at: Iterations
    """First iteration whose loss is not finite; -1 without one."""
    status: Endings
    """How the run ended."""
    layer_drift: Ratios
    """Drift of the difference of two layers' squared norms."""
    unit_drift: Ratios
    """Drift of the difference of a neuron's, or a channel's, squared norms of incoming and outgoing weights."""
    unit_drift_without_biases: Ratios
    """Drift of the difference of a neuron's, or a channel's, squared norms of incoming and outgoing weights, without biases."""
    matrix_drift: Ratios
    """Drift of W^(h) W^(h)T - W^(h+1)T W^(h+1); empty for a net that theorem 2.2 is not about."""
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
