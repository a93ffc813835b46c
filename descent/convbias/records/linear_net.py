"""What is known of trained linear nets: how near they came to which separator at which margin, and how stationary their ends are."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Series, Words


@dataclass(frozen=True, kw_only=True)
class LinearNetRuns(Runs):
    """Linear nets trained on the exponential loss; distances are 1 - cos."""

    status: Words
    """How the run ended, in the words of `descent.ends`."""
    device: Words
    """Where the net was trained: cpu or cuda."""
    target: Words
    """Where the theorems send it: l1, l2 or its own end."""
    margin: Numbers
    """log10 of the margin at the end."""
    flow_from: Numbers
    """log10 of the margin at which the late flow took over."""
    distance: Numbers
    """Distance of the end from the target."""
    distance_l1: Numbers
    """Distance of the end from the l1 separator."""
    distance_l2: Numbers
    """Distance of the end from the l2 separator."""
    l1_l2: Numbers
    """Distance of the separators from each other."""
    rate: Numbers
    """Power of the margin with which the distance falls."""
    predicted_rate: Numbers
    """The same as the theorems or the separator's multipliers predict it."""
    l1_frequencies: Numbers
    """Frequencies that the l1 separator uses."""
    l1_penalty: Numbers
    """The induced penalty of the l1 separator at margin 1."""
    residual: Numbers
    """Distance from the first-order conditions on the predictor."""
    elsewhere: Numbers
    """Largest |sum_n alpha_n y_n x^_n| off the surviving frequencies; depth 2 alone."""
    weights_residual: Numbers
    """Distance from the first-order conditions on the weights."""
    frequencies: Numbers
    """Surviving frequencies of D // 2 + 1."""
    penalty: Numbers
    """The induced penalty of the end at margin 1."""
    identity_error: Numbers
    """|penalty / ||w||^2 - 1|."""
    product_error: Numbers
    """Largest relative difference of the predictor's outputs from those of the layers."""
    reach_2: Numbers
    """log10 of the margin from which on the distance stays below 1e-2."""
    reach_4: Numbers
    """The same for 1e-4."""
    reach_6: Numbers
    """The same for 1e-6."""
    margins: Annotated[Numbers, Series("margin", 0)]
    """log10 of the margin at every point of the path: (runs, points)."""
    distances: Annotated[Numbers, Series("distance", 0)]
    """Distance from the target there: (runs, points)."""
