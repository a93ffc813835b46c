"""Metrics of trained linear nets: their distances from separators at given margins, and the stationarity of their ends."""

from dataclasses import dataclass
from typing import Annotated

from descent.devices import DEVICES
from descent.records import ENDS, Margins, Numbers, OneOf, Ratios, Runs, Series, Squares, Unit, Words

Statuses = Annotated[Words, OneOf((*ENDS, "separator not certified", "not separable"))]
"""(runs,) how each run ended, or why its data have no certified separators."""


@dataclass(frozen=True, kw_only=True)
class LinearNetRuns(Runs):
    """Linear nets trained on a loss with an exponential tail; distances are 1 - cos."""

    status: Statuses
    """How the run ended; "not separable" if the data have no separator, "separator not certified" if no separator passed its checks."""
    device: Annotated[Words, OneOf(DEVICES)]
    """Device on which the net was trained."""
    target: Annotated[Words, OneOf(("l1", "l2", "own end"))]
    """The limit that the theorems predict: a separator, or, where they predict none, the run's own end."""
    margin: Margins
    """The margin at the end."""
    flow_from: Margins
    """The margin at which the late flow took over."""
    distance: Ratios
    """1 - cos between the end and the target."""
    distance_l1: Ratios
    """1 - cos between the end and the l1 separator."""
    distance_l2: Ratios
    """1 - cos between the end and the l2 separator."""
    l1_l2: Ratios
    """1 - cos between the separators."""
    rate: Ratios
    """Fitted exponent of the margin in the decay of the distance."""
    predicted_rate: Ratios
    """Exponent of the margin in the decay of the distance as predicted by theory, for the l1 separator from its multipliers."""
    l1_frequencies: Annotated[Numbers, Unit("frequencies")]
    """Number of frequencies, or of entries of a diagonal net, that the l1 separator uses."""
    l1_penalty: Squares
    """The induced penalty of the l1 separator at margin 1."""
    residual: Ratios
    """Distance from the first-order conditions on the predictor."""
    elsewhere: Ratios
    """Largest |sum_n alpha_n y_n x^_n| outside the surviving frequencies; depth 2 only."""
    weights_residual: Ratios
    """Distance from the first-order conditions on the weights."""
    frequencies: Annotated[Numbers, Unit("frequencies")]
    """Number of surviving frequencies, out of D // 2 + 1, or of surviving entries of a diagonal net, out of D."""
    penalty: Squares
    """The induced penalty of the end at margin 1."""
    identity_error: Ratios
    """|penalty / ||w||^2 - 1|."""
    product_error: Ratios
    """Largest relative difference between the outputs of the predictor and those of the net, layer by layer."""
    reach_2: Margins
    """The margin from which the distance stays below 1e-2; empty where it does not."""
    reach_4: Margins
    """The margin from which the distance stays below 1e-4; empty where it does not."""
    reach_6: Margins
    """The margin from which the distance stays below 1e-6; empty where it does not."""
    margins: Annotated[Margins, Series("margin", 0)]
    """The margin at every point of the path: (runs, points)."""
    distances: Annotated[Ratios, Series("distance", 0)]
    """1 - cos to the target at every point of the path: (runs, points)."""
