"""The columns of the run files of a study of a user's own network."""

from typing import NamedTuple

import numpy as np


class OwnRunFile(NamedTuple):
    """The columns of the run files of a user's own network. The axis `record` is that of the recorded iterations."""

    status: np.ndarray
    """How the run ended. (runs,)"""
    iterations: np.ndarray
    """Iterations until the run ended. (runs,)"""
    times: np.ndarray
    """Iterations at which loss, slope and drift were recorded. (runs, record)"""
    loss: np.ndarray
    """f at the recorded iterations; with mini-batches, f of the mini-batch. (runs, record)"""
    slope: np.ndarray
    """The gradient's norm at the recorded iterations. (runs, record)"""
    drift: np.ndarray
    """Drift of the conservation law that has moved most: the distance from its value at the start, divided by its size at the start, the
    sum of its terms' |coefficient| |row i| |row j|; absent where no law is watched. (runs, record)
    """
    residual: np.ndarray
    """Largest residual of any law at the recorded iterations, with the run's own data: the law's bilinear form of the parameters and their
    gradient, which is zero where the law holds, divided by the form's size; absent where no law is watched. (runs,)
    """
    by_direction: np.ndarray
    """Share of the laws' movement that is due to the steps' directions, not to their lengths; 0 for steps along the gradient. (runs,)"""
    identity: np.ndarray
    """The largest difference between a law and its value predicted for gradient descent, which changes it by eta^2 times the sum of its
    form in the gradients, divided by the law's size; NaN for other optimisers. (runs,)
    """
    parameters: np.ndarray
    """Number of trained parameters. (runs,)"""
    laws: np.ndarray
    """Number of conservation laws of gradient flow; NaN, as are the next three columns, where laws were not searched for. (runs,)"""
    approximate: np.ndarray
    """Number of further laws that hold nearly. (runs,)"""
    trivial: np.ndarray
    """Number of forms that are zero for all parameters, one per matrix. (runs,)"""
    dead: np.ndarray
    """Number of rows and columns without a gradient, such as a bias before batch normalisation. (runs,)"""
    plateaus: np.ndarray
    """Number of plateaus that the run has left; all columns on plateaus and `end_` are absent where none is searched for. (runs,)"""
    plateau_enter: np.ndarray
    """First iteration of each of the first plateaus. (runs, plateaus)"""
    plateau_lowest_at: np.ndarray
    """Iteration of the plateau's lowest gradient norm. (runs, plateaus)"""
    plateau_leave: np.ndarray
    """First iteration after the plateau. (runs, plateaus)"""
    plateau_spent: np.ndarray
    """Iterations on the plateau. (runs, plateaus)"""
    plateau_left: np.ndarray
    """Iterations from the lowest gradient norm to the first after the plateau. (runs, plateaus)"""
    plateau_predicted: np.ndarray
    """The value of `plateau_left` by linear theory of the escaping eigenvectors; NaN where the theory has no answer. (runs, plateaus)"""
    plateau_loss: np.ndarray
    """f at the plateau's lowest gradient norm. (runs, plateaus)"""
    plateau_slope: np.ndarray
    """The plateau's lowest gradient norm. (runs, plateaus)"""
    plateau_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian at the lowest gradient norm; NaN where it was not examined. (runs, plateaus)"""
    plateau_largest: np.ndarray
    """The largest eigenvalue of the Hessian at the lowest gradient norm. (runs, plateaus)"""
    plateau_strict: np.ndarray
    """Whether the plateau is at a strict saddle, 1 for yes. (runs, plateaus)"""
    end_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian at the lowest gradient norm since the last plateau. (runs,)"""
    end_largest: np.ndarray
    """The largest eigenvalue of the Hessian at the same point. (runs,)"""
    end_strict: np.ndarray
    """Whether the same point is near a strict saddle, 1 for yes. (runs,)"""
    end_spent: np.ndarray
    """Iterations from the first on the plateau around the same point to the end of training. (runs,)"""
    end_predicted: np.ndarray
    """Iterations from the same point until the run leaves, by linear theory, where the point is near a strict saddle. (runs,)"""
    escape: np.ndarray
    """Iteration at which each known saddle has been passed; absent where the file has no `levels`. (runs, saddles)"""
    predicted: np.ndarray
    """The value of `escape` by linear theory of plain GD; absent where the file has no `levels`. (runs, saddles)"""
    minimum: np.ndarray
    """What the end is, polished to a gradient of 1e-8: good, bad, saddle, at infinity, not converged; empty where it was not examined. All
    columns `minimum` and `neuron` are absent where ends are not examined. (runs,)
    """
    minimum_loss: np.ndarray
    """f at the polished end. (runs,)"""
    minimum_gradient: np.ndarray
    """The gradient's norm at the polished end. (runs,)"""
    minimum_curvature: np.ndarray
    """The lowest eigenvalue of the Hessian at the polished end. (runs,)"""
    minimum_errors: np.ndarray
    """Number of points misclassified at the polished end; NaN where targets are no classes. (runs,)"""
    neuron: np.ndarray
    """What an exponential neuron does that is added at the polished end: not needed, taken over, to infinity, stuck, not converged; empty
    where it was not added. (runs,)
    """
    neuron_certificate: np.ndarray
    """The largest g^2/(2 lambda) that was found: what a neuron gains if the loss is linear in the outputs. (runs,)"""
    neuron_gain: np.ndarray
    """f at the minimum less the loss F with the neuron at the end of the descent. (runs,)"""
    neuron_output: np.ndarray
    """The neuron's largest output at any point at the end of the descent. (runs,)"""
    neuron_base_loss: np.ndarray
    """The loss of the net without the neuron at the end of the descent. (runs,)"""
    margins: np.ndarray
    """How training on the logarithm of the loss ended: reached, iteration limit, not homogeneous, not separated, no classes, diverged. All
    columns on margins and `degree` are absent without such training. (runs,)
    """
    degree: np.ndarray
    """Degree of homogeneity, as measured; NaN where there is none. (runs,)"""
    margins_change: np.ndarray
    """The least relative change of the smoothed margin in any step. (runs,)"""
    margins_log10: np.ndarray
    """log10 of the least margin at each record; NaN, as are the next ten columns, at margins that a run did not reach. (runs, record)"""
    margins_normalised: np.ndarray
    """The least margin divided by the parameters' norm to the power of the degree. (runs, record)"""
    margins_smoothed: np.ndarray
    """The smoothed margin, log(1/loss), divided by the parameters' norm to the power of the degree. (runs, record)"""
    margins_alignment: np.ndarray
    """Cosine of the angle between the parameters and minus the gradient. (runs, record)"""
    margins_epsilon: np.ndarray
    """KKT residual of stationarity, with Lyu and Li's multipliers. (runs, record)"""
    margins_delta: np.ndarray
    """KKT residual of complementary slackness, with Lyu and Li's multipliers. (runs, record)"""
    margins_residual: np.ndarray
    """The least KKT residual of stationarity over all multipliers that are not negative. (runs, record)"""
    margins_turn: np.ndarray
    """Angle between the parameters and those a decade of the margin earlier, per decade. (runs, record)"""
    margins_log_loss: np.ndarray
    """Logarithm of the loss. (runs, record)"""
    margins_log_time: np.ndarray
    """Logarithm of flow time. (runs, record)"""
    margins_log_product: np.ndarray
    """Logarithm of flow time times loss. (runs, record)"""
