"""Metrics of the size of the octopus and of its derivatives at random points of the tube."""

from dataclasses import dataclass
from typing import Annotated

from descent.records import Numbers, Runs, Unit


@dataclass(frozen=True, kw_only=True)
class SmoothnessRuns(Runs):
    """Random points of the tube."""

    value: Annotated[Numbers, Unit("d nu")]
    """|f|."""
    curvature: Annotated[Numbers, Unit("ell")]
    """The largest |eigenvalue| of the Hessian."""
    third: Annotated[Numbers, Unit("rho")]
    """The largest third derivative along a unit direction."""
    chord: Annotated[Numbers, Unit("ell")]
    """The difference of the gradients at two points divided by the distance of the points."""
