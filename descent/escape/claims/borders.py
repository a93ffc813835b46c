"""Measures of claims at random places of the octopus."""

import numpy as np

from descent.escape.records.borders import BordersRuns
from descent.statistics import Measured, largest


def largest_jump(runs: BordersRuns, parameters) -> Measured:
    """Largest jump of f, its gradient or its Hessian across a border. Source: Du et al. 2017, section 4."""
    return largest(np.fmax.reduce([runs.value_jump, runs.gradient_jump, runs.hessian_jump]))


def largest_derivative_error(runs: BordersRuns, parameters) -> Measured:
    """Largest difference of the gradient from differences of f, and of the Hessian from differences of the gradient."""
    return largest(np.fmax(runs.gradient_error, runs.hessian_error))


def largest_stationary_error(runs: BordersRuns, parameters) -> Measured:
    """Largest error of the gradient, the height and the lowest curvature at the stationary points of section 4."""
    return largest(np.maximum(np.fmax(runs.slope, runs.height), np.abs(runs.lowest - 1)))
