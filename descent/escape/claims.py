"""What the claims of paper 1 measure. Each function takes the metrics of some cells, one row a run, and returns a `Measured`.

table: a data frame with the columns of scripts/metrics/octopus.py and the grid's; parameters: of the claim's first cell, as numbers.
"""

import numpy as np

from descent.escape.plateaus import escapes, growth, lengths
from descent.statistics import Measured, largest, median, share, slope, smallest


def _by_run(table, column: str, axis: str):
    """A column with one row a run and one column for each value of a grid axis. Returns the values and (runs, values)."""
    wide = table.pivot(index="run", columns=axis, values=column)
    return wide.columns.to_numpy(), wide.to_numpy()


def growth_per_saddle(table, parameters) -> Measured:
    """Factor from the time to pass one saddle to the next, over the second half of the saddles. Theorem 4.1 (1)."""
    d = parameters["d"]
    return median(growth(escapes(table, d), d // 2, d))


def growth_limit(table, parameters) -> Measured:
    """The same factor as eta -> 0: from the two smallest step sizes, by the line through them."""
    d = parameters["d"]
    (small, fine), (large, coarse) = [
        (eta, growth(escapes(rows.sort_values("run"), d), d // 2, d)) for eta, rows in sorted(table.groupby("eta_value"))[:2]
    ]
    return median(fine - (coarse - fine) * small / (large - small))


def log_slope(table, parameters) -> Measured:
    """Slope of the logarithm of the escape's iteration against the saddle's number, from the second to the last that all runs pass."""
    escape = escapes(table, parameters["d"])
    passed = np.flatnonzero(~np.isnan(escape).any(axis=0))[1:]
    return slope(passed + 1, np.log(escape[:, passed]))


def soonest_last_escape(table, parameters) -> Measured:
    """The soonest iteration at which any run passes its last saddle; before it the run is at least 2 tau from every minimum."""
    return smallest(table[f"escape_{parameters['d']}"])


def differing_escapes(table, parameters) -> Measured:
    """Escapes whose iteration differs between event-driven GD and another method, wherever that one got so far."""
    exact = table[table["method"] == "gd_event_driven"].sort_values("run")
    literal = table[table["method"] != "gd_event_driven"].sort_values("run")
    a, b = escapes(exact, parameters["d"]), escapes(literal, parameters["d"])
    reached = ~np.isnan(b)
    differing = float((a[reached] != b[reached]).sum())
    return Measured(differing, differing, differing, int(reached.sum()))


def success_share(table, parameters) -> Measured:
    """Share of runs that end within eps of a minimum."""
    return share(int((table["status"] == "minimum").sum()), len(table))


def power_of_dimension(table, parameters) -> Measured:
    """Power of d with which the iterations to a minimum grow."""
    d, steps = _by_run(table, "steps", "d")
    return slope(np.log(d), np.log(steps))


def power_of_dimension_per_saddle(table, parameters) -> Measured:
    """Power of d with which the iterations for each saddle grow."""
    d, steps = _by_run(table, "steps", "d")
    return slope(np.log(d), np.log(steps / d))


def power_of_accuracy(table, parameters) -> Measured:
    """Power of 1/eps with which the iterations to a minimum grow."""
    eps, steps = _by_run(table, "steps", "eps_value")
    return slope(np.log(1 / eps), np.log(steps))


def plateau_drift(table, parameters) -> Measured:
    """Relative change of a plateau's length from one saddle to the next, from the third saddle on."""
    plateaus = lengths(escapes(table, parameters["d"]))[:, 2:]
    return slope(np.arange(plateaus.shape[1]), plateaus / np.nanmedian(plateaus))


def plateau_height(table, parameters) -> Measured:
    """Largest distance of a plateau from its multiple of nu, in units of nu."""
    return largest(table["height_error"])


def second_order_floor(table, parameters) -> Measured:
    """The smallest eps for which GD, before its last escape, visits an eps-second-order stationary point. Corollary 4.3."""
    return smallest(table["second_order_eps"])


def soonest_warm_up(table, parameters) -> Measured:
    """The soonest iteration at which any run of a warm-up leaves its saddle."""
    return smallest(table["event_driven"])


def largest_jump(table, parameters) -> Measured:
    """Largest jump of f, its gradient or its Hessian over a border. Section 4."""
    return largest(table[["value_jump", "gradient_jump", "hessian_jump"]].max(axis=1))


def largest_derivative_error(table, parameters) -> Measured:
    """Largest difference of the gradient and the Hessian from differences of f and of the gradient."""
    return largest(table[["gradient_error", "hessian_error"]].max(axis=1))


def largest_stationary_error(table, parameters) -> Measured:
    """Largest error of the gradient, the height and the lowest curvature at the stationary points that section 4 names."""
    return largest(np.maximum(table[["slope", "height"]].max(axis=1), (table["lowest"] - 1).abs()))
