"""What claims measure at random places of the octopus."""

import numpy as np

from descent.escape.records.borders import BordersRuns
from descent.statistics import Measured, largest


def largest_jump(runs: BordersRuns, parameters) -> Measured:
    """Largest jump of f, its gradient or its Hessian over a border. Section 4."""
    return largest(np.fmax.reduce([runs.value_jump, runs.gradient_jump, runs.hessian_jump]))


def largest_derivative_error(runs: BordersRuns, parameters) -> Measured:
    """Largest difference of the gradient and the Hessian from differences of f and of the gradient."""
    return largest(np.fmax(runs.gradient_error, runs.hessian_error))


def largest_stationary_error(runs: BordersRuns, parameters) -> Measured:
    """Largest error of the gradient, the height and the lowest curvature at the stationary points that section 4 names."""
    return largest(np.maximum(np.fmax(runs.slope, runs.height), np.abs(runs.lowest - 1)))
