"""What the claims of paper 3 measure. Each function takes the metrics of some cells, one row a run, and returns a `Measured`.

table: a data frame with the columns of scripts/metrics/linear_net.py and the grid's; parameters: of the claim's first cell, as numbers.
A run without a number counts as infinitely far away, so that none can fall out of a claim.
"""

import numpy as np

from descent.convbias.convergence import along
from descent.statistics import Measured, largest, mean, median, share, smallest

LOG10_LARGEST_LITERAL_MARGIN = np.log10(745.13)
"""log10 of the margin at which exp(-margin) is zero in float64, where literal descent stops for ever."""
SAME_PENALTY = 1e-6
"""Relative difference of penalties up to which two ends are taken for the same stationary point."""
SETTLED = 1e-8
"""Residual of the conditions on the weights below which an end is taken for a stationary point."""


def _every(table, column: str) -> np.ndarray:
    return table[column].fillna(np.inf).to_numpy()


def median_distance(table, parameters) -> Measured:
    """Median of 1 - cos between the end and the separator that the theorem names."""
    return median(_every(table, "distance"))


def largest_distance(table, parameters) -> Measured:
    """Largest of 1 - cos between the end and the separator that the theorem names."""
    return largest(_every(table, "distance"))


def fitted_rate(table, parameters) -> Measured:
    """Median power of the margin with which 1 - cos falls."""
    return median(_every(table, "rate"))


def rate_ratio(table, parameters) -> Measured:
    """Median ratio of the fitted power of the margin to the one that the l1 separator's multipliers predict."""
    return median(_every(table, "rate") / table["predicted_rate"])


def median_residual(table, parameters) -> Measured:
    """Median distance from the first-order conditions on the predictor."""
    return median(_every(table, "residual"))


def largest_residual(table, parameters) -> Measured:
    """Largest distance from the first-order conditions on the predictor."""
    return largest(_every(table, "residual"))


def largest_elsewhere(table, parameters) -> Measured:
    """Largest |sum_n alpha_n y_n x^_n| on a frequency that does not survive, in units of its value on those that do."""
    return largest(_every(table, "elsewhere"))


def median_weights_residual(table, parameters) -> Measured:
    """Median distance from the first-order conditions on the weights."""
    return median(_every(table, "weights_residual"))


def largest_weights_residual(table, parameters) -> Measured:
    """Largest distance from the first-order conditions on the weights."""
    return largest(_every(table, "weights_residual"))


def largest_identity_error(table, parameters) -> Measured:
    """Largest relative difference between ||w||^2 and the induced penalty of the predictor."""
    return largest(_every(table, "identity_error"))


def largest_product_error(table, parameters) -> Measured:
    """Largest relative difference between the outputs of the predictor and of the layers, one after another."""
    return largest(_every(table, "product_error"))


def most_frequencies(table, parameters) -> Measured:
    """Largest number of frequencies that survive."""
    return largest(_every(table, "frequencies"))


def frequencies_per_layer(table, parameters) -> Measured:
    """Surviving frequencies that one more layer adds: slope over depths, by runs with the same data, averaged."""
    wide = table.pivot(index="run", columns="depth", values="frequencies")
    depth = wide.columns.to_numpy(dtype=float)
    centred = depth - depth.mean()
    return mean(wide.to_numpy() @ centred / (centred @ centred))


def margin_for_1e4(table, parameters) -> Measured:
    """Median log10 of the margin from which on 1 - cos is below 1e-4; a run that never is counts with its last margin."""
    return median(table["reach_4"].fillna(table["margin"]))


def within_literal_reach(table, parameters) -> Measured:
    """Share of runs with 1 - cos below 1e-4 at a margin at which the loss is not yet zero in float64."""
    return share(int((table["reach_4"] <= LOG10_LARGEST_LITERAL_MARGIN).sum()), len(table))


def compared(table, method: str) -> np.ndarray:
    """1 - cos to the l1 separator by a method, relative to that of safe descent at the same margins, less one.

    Literal descent is compared from margin 1 on, the flow from its take-over on. Returns (runs, points); NaN where one did not come.
    """
    safe, other = (table[table["method"] == name].sort_values("run") for name in ("safe_gd", method))
    start = other["flow_from"].fillna(0.0).to_numpy()[:, None]
    ratio = along(other, "l1_distance") / along(safe, "l1_distance") - 1
    return np.where(along(safe, "margin") > start, ratio, np.nan)


def literal_disagreement(table, parameters) -> Measured:
    """Median relative difference of 1 - cos between literal and safe descent at matched margins."""
    return median(np.nanmedian(np.abs(compared(table, "gd")), axis=1))


def flow_disagreement(table, parameters) -> Measured:
    """Median relative difference of 1 - cos between the flow and safe descent at matched margins."""
    return median(np.nanmedian(np.abs(compared(table, "flow")), axis=1))


def distinct(penalties: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different values among penalties, in order, and how many runs have each. penalties: (runs,)."""
    values = np.sort(penalties[np.isfinite(penalties)])
    first = np.flatnonzero(np.diff(values, prepend=-np.inf) > SAME_PENALTY * values)
    return values[first], np.diff(first, append=len(values))


def fewest_stationary_points(table, parameters) -> Measured:
    """The smallest number, over data sets, of different penalties among the runs that have settled."""
    settled = table[table["weights_residual"] < SETTLED]
    counts = [
        len(distinct(settled.loc[settled["shared_data"] == number, "penalty"].to_numpy())[0]) for number in table["shared_data"].unique()
    ]
    return smallest(counts)._replace(runs=len(settled))
