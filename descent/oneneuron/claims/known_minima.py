"""Measures of claims about runs that start near a known minimum."""

import numpy as np

from descent.oneneuron.classes import BAD, CLASSES, EXCLUDED, MASKED, OUTSIDE, UNDECIDED
from descent.oneneuron.records.known_minima import KnownMinimaRuns
from descent.statistics import Measured, largest, share, smallest


def largest_value_off(runs: KnownMinimaRuns, parameters) -> Measured:
    """Largest relative difference between a known minimum's loss and its value by a formula or a convex program."""
    return largest(runs.value_off)


def largest_known_gradient(runs: KnownMinimaRuns, parameters) -> Measured:
    """Largest norm of the gradient at a known minimum."""
    return largest(runs.known_gradient)


def lowest_known_curvature(runs: KnownMinimaRuns, parameters) -> Measured:
    """Smallest eigenvalue of the Hessian at a known minimum divided by the largest one: the lowest of all minima."""
    return smallest(runs.known_curvature)


def returned(runs: KnownMinimaRuns, parameters) -> Measured:
    """Share of runs that return to the minimum near which they started."""
    return share(runs.returned == 1, among=~np.isnan(runs.F))


def bad_minima(runs: KnownMinimaRuns, parameters) -> Measured:
    """Share of runs that end in a bad or masked minimum, among the runs whose end was classified by measurement."""
    bad, unseen = ([CLASSES[number] for number in numbers] for numbers in ((BAD, MASKED), (EXCLUDED, UNDECIDED, OUTSIDE)))
    return share(np.isin(runs.class_, bad), among=~np.isin(runs.class_, unseen))
