"""What is known of trained linear nets: how near they came to which separator at which margin, and how stationary their ends are."""

from dataclasses import dataclass
from typing import Annotated

from descent.devices import DEVICES
from descent.records import ENDS, Margins, Numbers, OneOf, Ratios, Runs, Series, Squares, Unit, Words

Statuses = Annotated[Words, OneOf((*ENDS, "separator not certified", "not separable"))]
"""(runs,) how each run ended, where its data have separators that were found."""


@dataclass(frozen=True, kw_only=True)
class LinearNetRuns(Runs):
    """Linear nets trained on a loss with an exponential tail; distances are 1 - cos."""

    status: Statuses
    """How the run ended; not separable where its data have no separator, not certified where none was found for certain."""
    device: Annotated[Words, OneOf(DEVICES)]
    """Where the net was trained."""
    target: Annotated[Words, OneOf(("l1", "l2", "own end"))]
    """Where the theorems send the run: a separator, or, where they name none, its own end."""
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
    """Power of the margin with which the distance falls."""
    predicted_rate: Ratios
    """Power of the margin with which the distance falls as the theorems or the separator's multipliers predict it."""
    l1_frequencies: Annotated[Numbers, Unit("frequencies")]
    """Frequencies that the l1 separator uses, or entries where the net is diagonal."""
    l1_penalty: Squares
    """The induced penalty of the l1 separator at margin 1."""
    residual: Ratios
    """Distance from the first-order conditions on the predictor."""
    elsewhere: Ratios
    """Largest |sum_n alpha_n y_n x^_n| off the surviving frequencies; depth 2 alone."""
    weights_residual: Ratios
    """Distance from the first-order conditions on the weights."""
    frequencies: Annotated[Numbers, Unit("frequencies")]
    """Surviving frequencies of D // 2 + 1, or entries of D where the net is diagonal."""
    penalty: Squares
    """The induced penalty of the end at margin 1."""
    identity_error: Ratios
    """|penalty / ||w||^2 - 1|."""
    product_error: Ratios
    """Largest relative difference of the predictor's outputs from those of the layers."""
    reach_2: Margins
    """The margin from which on the distance stays below 1e-2; empty where it does not."""
    reach_4: Margins
    """The margin from which on the distance stays below 1e-4."""
    reach_6: Margins
    """The margin from which on the distance stays below 1e-6."""
    margins: Annotated[Margins, Series("margin", 0)]
    """The margin at every point of the path: (runs, points)."""
    distances: Annotated[Ratios, Series("distance", 0)]
    """1 - cos to the target at every point of the path: (runs, points)."""
