"""What a run file of a study of one's own holds."""

from typing import NamedTuple

import numpy as np


class OwnRunFile(NamedTuple):
    """What the run files of a network of one's own hold. Times are those at which things were kept."""

    status: np.ndarray
    """How the run ended. (runs,)"""
    iterations: np.ndarray
    """Iterations until then. (runs,)"""
    times: np.ndarray
    """Iterations at which the next columns were kept. (runs, record)"""
    loss: np.ndarray
    """f then; with mini-batches, that of the mini-batch. (runs, record)"""
    slope: np.ndarray
    """The gradient's norm then. (runs, record)"""
    drift: np.ndarray
    """How far the conservation law that has moved most was then from its value at the start, divided by what its terms added up to there;
    absent where no law is watched. (runs, record)
    """
    residual: np.ndarray
    """How far the law that holds least is from holding, at the points of the run and with its data: the form of the parameters and their
    gradient that is zero, divided by what its terms add up to; absent where no law is watched. (runs,)
    """
    by_direction: np.ndarray
    """Of all that steps have added to the laws' values, the share that is due to their directions; 0 along the gradient. (runs,)"""
    identity: np.ndarray
    """The largest difference of a law from what gradient descent should have made of it, eta^2 times the sum of its form in the gradients,
    divided by what its terms add up to; NaN for other optimisers. (runs,)
    """
    parameters: np.ndarray
    """How many numbers are trained. (runs,)"""
    laws: np.ndarray
    """How many conservation laws gradient flow has; NaN, as the next three, where they were not looked for. (runs,)"""
    approximate: np.ndarray
    """How many more hold nearly. (runs,)"""
    trivial: np.ndarray
    """How many forms are zero whatever the parameters, one a matrix. (runs,)"""
    dead: np.ndarray
    """How many rows and columns have no gradient, such as a bias before batch normalisation. (runs,)"""
    plateaus: np.ndarray
    """How many plateaus the run has left; this and the next are absent where none is looked for. (runs,)"""
    plateau_enter: np.ndarray
    """First iteration of each of the first plateaus. (runs, plateaus)"""
    plateau_lowest_at: np.ndarray
    """That of the lowest gradient norm. (runs, plateaus)"""
    plateau_leave: np.ndarray
    """The first after it. (runs, plateaus)"""
    plateau_spent: np.ndarray
    """Iterations on it. (runs, plateaus)"""
    plateau_left: np.ndarray
    """Iterations from the lowest gradient norm to the first after it. (runs, plateaus)"""
    plateau_predicted: np.ndarray
    """The same by linear theory of the escaping eigenvectors; NaN where that says nothing. (runs, plateaus)"""
    plateau_loss: np.ndarray
    """f at the lowest gradient norm. (runs, plateaus)"""
    plateau_slope: np.ndarray
    """The gradient's norm there. (runs, plateaus)"""
    plateau_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian there; NaN where it was not examined. (runs, plateaus)"""
    plateau_largest: np.ndarray
    """The largest eigenvalue. (runs, plateaus)"""
    plateau_strict: np.ndarray
    """Whether it is at a strict saddle, 1 for yes. (runs, plateaus)"""
    end_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian at the lowest gradient norm since the last plateau. (runs,)"""
    end_largest: np.ndarray
    """The largest eigenvalue there. (runs,)"""
    end_strict: np.ndarray
    """Whether that is near a strict saddle, 1 for yes. (runs,)"""
    end_spent: np.ndarray
    """Iterations since the last plateau. (runs,)"""
    end_predicted: np.ndarray
    """Iterations from there to a leave by linear theory, if it is near a strict saddle. (runs,)"""
    escape: np.ndarray
    """Iteration at which each known saddle has been passed; absent where the file has no `levels`. (runs, saddles)"""
    predicted: np.ndarray
    """The same by linear theory, of plain GD; absent where the file has no `levels`. (runs, saddles)"""
    minimum: np.ndarray
    """What the end is, polished to a gradient of 1e-8: good, bad, saddle, at infinity, not converged; empty where it was not examined. This
    and the next nine are absent where ends are not looked at. (runs,)
    """
    minimum_loss: np.ndarray
    """f there. (runs,)"""
    minimum_gradient: np.ndarray
    """The gradient's norm there. (runs,)"""
    minimum_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian there. (runs,)"""
    minimum_errors: np.ndarray
    """How many points are classified wrong there; NaN where targets are no classes. (runs,)"""
    neuron: np.ndarray
    """What an exponential neuron does that is added there: not needed, taken over, to infinity, stuck, not converged; empty where it was
    not added. (runs,)
    """
    neuron_certificate: np.ndarray
    """The largest g^2/(2 lambda) that was found: what a neuron gains if the loss is linear in the outputs. (runs,)"""
    neuron_gain: np.ndarray
    """f at the minimum less the least loss with the neuron. (runs,)"""
    neuron_output: np.ndarray
    """The neuron's largest output at any point at the end of the descent. (runs,)"""
    neuron_base_loss: np.ndarray
    """The net's own loss there. (runs,)"""
    margins: np.ndarray
    """How training on the logarithm of the loss ended: reached, iteration limit, not homogeneous, not separated, no classes, diverged. This
    and the next columns are absent without such training. (runs,)
    """
    degree: np.ndarray
    """Degree of homogeneity, as measured; NaN where there is none. (runs,)"""
    margins_change: np.ndarray
    """The least relative change of the smoothed margin at any step. (runs,)"""
    margins_log10: np.ndarray
    """log10 of the least margin, where these were kept; NaN, as in the next ten, at a time that a run did not come to. (runs, record)"""
    margins_normalised: np.ndarray
    """The least margin divided by the parameters' norm to the power of the degree. (runs, record)"""
    margins_smoothed: np.ndarray
    """The same of the smoothed margin, log(1/loss). (runs, record)"""
    margins_alignment: np.ndarray
    """Cosine of the parameters and minus the gradient. (runs, record)"""
    margins_epsilon: np.ndarray
    """KKT residual of stationarity, with Lyu and Li's multipliers. (runs, record)"""
    margins_delta: np.ndarray
    """That of complementary slackness. (runs, record)"""
    margins_residual: np.ndarray
    """The least KKT residual of stationarity of all multipliers that are not negative. (runs, record)"""
    margins_turn: np.ndarray
    """Angle between the parameters and those a decade of the margin before, for each decade. (runs, record)"""
    margins_log_loss: np.ndarray
    """Logarithm of the loss. (runs, record)"""
    margins_log_time: np.ndarray
    """Logarithm of flow time. (runs, record)"""
    margins_log_product: np.ndarray
    """Logarithm of flow time times loss. (runs, record)"""
