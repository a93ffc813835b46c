"""Metrics of figure 2's nets: norms of the three layers, and the drift of their differences with its explained part."""

from dataclasses import dataclass
from typing import Annotated

from descent.devices import DEVICES
from descent.records import Endings, Flags, Iterations, Losses, OneOf, Ratios, Runs, Series, Squares, Words


@dataclass(frozen=True, kw_only=True)
class ThreeLayerRuns(Runs):
    """Nets of three layers. Squares are the layers' squared norms; differences are divided by the smallest square at the end."""

    status: Endings
    """How the run ended."""
    diverged_at: Iterations
    """First iteration whose loss is not finite; -1 without one."""
    device: Annotated[Words, OneOf(DEVICES)]
    """Device on which the net was trained."""
    by_points: Flags
    """Whether the first layer was trained in coordinates of the points."""
    loss_start: Losses
    """Loss at the start."""
    loss_end: Losses
    """Loss at the end."""
    square: Annotated[Squares, Series("square", 1)]
    """Squared norms at the end: (runs, layers)."""
    difference_most: Ratios
    """Largest difference of two layers' squares over all iterations."""
    drift: Ratios
    """Largest change of a difference of two layers' squares."""
    unexplained: Ratios
    """Part of the drift that the squared gradients do not explain."""
    ratio_start: Annotated[Ratios, Series("ratio_start", 1)]
    """Ratios of neighbouring layers' squares at the start: (runs, layers - 1)."""
    ratio_end: Annotated[Ratios, Series("ratio_end", 1)]
    """Ratios of neighbouring layers' squares at the end: (runs, layers - 1)."""
