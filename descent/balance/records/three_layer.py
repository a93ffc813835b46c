"""What is known of figure 2's nets: norms of the three layers, how far their differences moved, and how far they ought to have."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class ThreeLayerRuns(Runs):
    """Nets of three layers; squares are the layers' squared norms, and differences are relative to the smallest at the end."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    diverged_at: Numbers
    """First iteration whose loss is not finite; -1 without one."""
    device: Words
    """Where the net was trained: cpu or cuda."""
    by_points: Numbers
    """1 where the first layer was trained in coordinates of the points, else 0."""
    loss_start: Numbers
    """Loss at the start."""
    loss_end: Numbers
    """Loss at the end."""
    square: Annotated[Numbers, Series("square", 1)]
    """Squared norms at the end: (runs, layers)."""
    difference_most: Numbers
    """Largest difference of two layers' squares, over all iterations."""
    drift: Numbers
    """Largest change of such a difference."""
    unexplained: Numbers
    """Part of it that the squared gradients do not explain."""
    ratio_start: Annotated[Numbers, Series("ratio_start", 1)]
    """Ratios of neighbouring layers' squares at the start: (runs, layers - 1)."""
    ratio_end: Annotated[Numbers, Series("ratio_end", 1)]
    """The same at the end."""
