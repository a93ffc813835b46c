"""What the claims of paper 4 measure. Each function takes the metrics of some cells, one row a run, and returns a `Measured`.

table: a data frame with the columns of the metrics scripts and the grid's; parameters: of the claim's first cell, as numbers.
A run without a number counts as infinitely far from what is claimed, so that none can fall out of a claim.
"""

import numpy as np
from scipy.interpolate import CubicSpline

from descent.statistics import Measured, largest, median, share, slope, smallest

RATIO_BOUND = 10.0
"""C0 of theorem 3.2, and 1/c0, which the paper leaves open. Ours."""


def _every(table, column: str) -> np.ndarray:
    return table[column].fillna(np.inf).to_numpy()


def largest_unit_drift(table, parameters) -> Measured:
    """Largest relative drift of a neuron's, or a channel's, difference of squared norms."""
    return largest(_every(table, "unit_drift"))


def largest_layer_drift(table, parameters) -> Measured:
    """Largest relative drift of the difference of two layers' squared norms."""
    return largest(_every(table, "layer_drift"))


def largest_matrix_drift(table, parameters) -> Measured:
    """Largest relative drift of W^(h) W^(h)T - W^(h+1)T W^(h+1)."""
    return largest(_every(table, "matrix_drift"))


def largest_unexplained(table, parameters) -> Measured:
    """Largest part of a drift that the squared gradients do not explain."""
    return largest(_every(table, "unexplained"))


def _power(table, column: str, axis: str) -> Measured:
    """Power with which the median of a column goes with a parameter of the grid."""
    wide = table.pivot(index="run", columns=axis, values=column)
    return slope(np.log(wide.columns.to_numpy(dtype=float)), np.log(wide.to_numpy()))


def tolerance_power(table, parameters) -> Measured:
    """Power of the solver's tolerance with which the drift falls."""
    return _power(table, "unit_drift", "tolerance")


def drift_power(table, parameters) -> Measured:
    """Power of the step size with which the drift of neurons in a fixed flow time grows."""
    return _power(table, "unit_drift", "eta")


def drift_power_without_biases(table, parameters) -> Measured:
    """The same where biases are not counted."""
    return _power(table, "unit_drift_without_biases", "eta")


def disagreement(table) -> np.ndarray:
    """Distance of the end of gradient descent from that of gradient flow, relative to its norm. Returns (runs, etas), increasing."""
    names = [name for name in table if name.startswith("theta_")]
    ends = {key: part.sort_values("run")[names].to_numpy() for key, part in table.groupby(["method", "eta"])}
    etas = sorted({eta for _, eta in ends})
    return np.stack(
        [np.linalg.norm(ends["gd", eta] - ends["flow", eta], axis=1) / np.linalg.norm(ends["flow", eta], axis=1) for eta in etas], axis=1
    )


def disagreement_power(table, parameters) -> Measured:
    """Power of the step size with which gradient descent comes to gradient flow."""
    return slope(np.log(sorted(table["eta"].unique())), np.log(disagreement(table)))


def late_disagreement(t, residual, flow_t, flow_residual) -> np.ndarray:
    """Relative difference of the residual of the late flow from that of literal descent at the same iterations.

    t: (points,) log10 of iterations of literal descent; residual: (runs, points); flow_t, flow_residual: likewise, of the flow, which is
    read between its points by cubic splines of the logarithm. Returns (runs, points).
    """
    return np.abs(np.exp(CubicSpline(flow_t, np.log(flow_residual), axis=1)(t)) / residual - 1.0)


def largest_imbalance(table, parameters) -> Measured:
    """Largest ||U^T U - V^T V||_F of all iterations."""
    return largest(_every(table, "imbalance_most"))


def largest_rise(table, parameters) -> Measured:
    """Largest rise of the objective in one iteration."""
    return largest(_every(table, "f_rise"))


def largest_objective(table, parameters) -> Measured:
    """Largest objective of all iterations."""
    return largest(_every(table, "f_most"))


def largest_norm(table, parameters) -> Measured:
    """Largest ||U||_F^2 or ||V||_F^2 of all iterations."""
    return largest(np.maximum(_every(table, "u_most"), _every(table, "v_most")))


def share_that_arrives(table, parameters) -> Measured:
    """Share of runs whose residual comes to eps and stays there."""
    return share(int(table["reach_eps"].notna().sum()), len(table))


def iterations_to_eps(table, parameters) -> Measured:
    """Median log10 of the iterations until the residual is at most eps."""
    return median(_every(table, "reach_eps"))


def share_of_bounded_ratios(table, parameters) -> Measured:
    """Share of runs in which |u.u*| / |v.v*| stays within [1/C0, C0] in all iterations."""
    bounded = (table["ratio_low"] >= 1.0 / RATIO_BOUND) & (table["ratio_high"] <= RATIO_BOUND)
    return share(int(bounded.sum()), len(table))


def iterations_per_log_dimension(table, parameters) -> Measured:
    """Iterations to an error of 1e-4 that a factor e in d adds."""
    wide = (10.0 ** table.pivot(index="run", columns="d", values="reach_4")).fillna(np.inf)
    return slope(np.log(wide.columns.to_numpy(dtype=float)), wide.to_numpy())


def iterations_per_log_error(table, parameters) -> Measured:
    """Iterations that a factor e in the error adds, between 1e-4 and 1e-10."""
    return median(-1.0 / table["rate"].fillna(-np.inf))


def fitted_linear_rate(table, parameters) -> Measured:
    """Slope of the logarithm of the error over iterations, from 1e-4 to 1e-10."""
    return median(_every(table, "rate"))


def norms_apart(table, parameters) -> Measured:
    """Largest |ln| of ||U||_F^2 / ||V||_F^2 at the end."""
    return largest(np.abs(np.log(table["norms_end"])).fillna(np.inf))


def slowdown(table, parameters) -> Measured:
    """Median ratio of the iterations to a residual of 1e-6 without the regulariser to those with it."""
    wide = (10.0 ** table.pivot(index="run", columns="regulariser", values="reach_6")).fillna(np.inf)
    return median(wide[0.0] / wide[max(wide.columns)])


def largest_difference(table, parameters) -> Measured:
    """Largest difference of two layers' squared norms, over all iterations, relative to the smallest layer's at the end."""
    return largest(_every(table, "difference_most"))


def largest_drift(table, parameters) -> Measured:
    """Largest change of a difference of two layers' squared norms, relative to the smallest layer's squared norm at the end."""
    return largest(_every(table, "drift"))


def largest_ratio(table, parameters) -> Measured:
    """Largest ratio of two neighbouring layers' squared norms at the end."""
    return largest(np.max([_every(table, f"ratio_end_{h}") for h in (1, 2)], axis=0))


def smallest_norm(table, parameters) -> Measured:
    """Smallest squared norm of a layer at the end."""
    return smallest(np.min([table[f"square_{h}"].fillna(-np.inf) for h in (1, 2, 3)], axis=0))


def spread_left(table, parameters) -> Measured:
    """Median of what is left at the end of the ratio of the largest to the smallest layer's squared norm."""
    return median((table["spread_end"] / table["spread_start"]).fillna(np.inf))


def decay_slope(table, parameters) -> Measured:
    """Slope over flow time of the logarithm of the difference of the first two layers' squared norms."""
    wide = table[[f"difference_{k}" for k in range(parameters["points"] + 1)]].to_numpy()
    return slope(np.linspace(0.0, parameters["time"], wide.shape[1]), np.log(np.abs(wide)))
