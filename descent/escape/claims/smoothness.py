"""Measures of claims about the size of the octopus and of its derivatives."""

from descent.escape.records.smoothness import SmoothnessRuns
from descent.statistics import Measured, largest


def largest_value(runs: SmoothnessRuns, parameters) -> Measured:
    """The largest |f| at random points, in units of d nu."""
    return largest(runs.value)


def largest_curvature(runs: SmoothnessRuns, parameters) -> Measured:
    """The largest curvature at random points, in units of ell."""
    return largest(runs.curvature)


def largest_third(runs: SmoothnessRuns, parameters) -> Measured:
    """The largest third derivative at random points, in units of rho."""
    return largest(runs.third)


def largest_chord(runs: SmoothnessRuns, parameters) -> Measured:
    """The largest difference of two gradients divided by the distance of their points, in units of ell."""
    return largest(runs.chord)
