"""What claims measure of octopus runs."""

import numpy as np

from descent.elementary import log
from descent.escape.plateaus import growth, lengths
from descent.escape.records.octopus import OctopusRuns
from descent.records import across
from descent.statistics import Measured, largest, median, slope, smallest


def growth_per_saddle(runs: OctopusRuns, parameters) -> Measured:
    """Factor from the time to pass one saddle to the next, over the second half of the saddles. Theorem 4.1 (1)."""
    d = parameters["d"]
    return median(growth(runs.escape, d // 2, d))


def growth_limit(runs: OctopusRuns, parameters) -> Measured:
    """The same factor as eta -> 0: from the two smallest step sizes, by the line through them."""
    d = parameters["d"]
    (small, large, *_), factors = across(runs.eta_value, runs.run, growth(runs.escape, d // 2, d))
    fine, coarse = factors[:, 0], factors[:, 1]
    return median(fine - (coarse - fine) * small / (large - small))


def log_slope(runs: OctopusRuns, parameters) -> Measured:
    """Slope of the logarithm of the escape's iteration against the saddle's number, from the second to the last that all runs pass."""
    passed = np.flatnonzero(~np.isnan(runs.escape).any(axis=0))[1:]
    return slope(passed + 1, log(runs.escape[:, passed]))


def soonest_last_escape(runs: OctopusRuns, parameters) -> Measured:
    """The soonest iteration at which any run passes its last saddle; before it the run is at least 2 tau from every minimum."""
    return smallest(runs.escape[:, parameters["d"] - 1])


def differing_escapes(runs: OctopusRuns, parameters) -> Measured:
    """Escapes whose iteration differs between event-driven GD and literal GD in double-double, wherever that one got so far."""
    exact, literal = (runs.where(method=method).escape for method in ("gd_event_driven", "gd_longdouble"))
    reached = ~np.isnan(literal)
    differing = float((exact[reached] != literal[reached]).sum())
    return Measured(differing, differing, differing, int(reached.sum()), int(reached.sum()))


def power_of_dimension(runs: OctopusRuns, parameters) -> Measured:
    """Power of d with which the iterations to a minimum grow."""
    d, steps = across(runs.grid["d"], runs.run, runs.steps)
    return slope(log(d), log(steps))


def power_of_dimension_per_saddle(runs: OctopusRuns, parameters) -> Measured:
    """Power of d with which the iterations for each saddle grow."""
    d, steps = across(runs.grid["d"], runs.run, runs.steps)
    return slope(log(d), log(steps / d))


def power_of_accuracy(runs: OctopusRuns, parameters) -> Measured:
    """Power of 1/eps with which the iterations to a minimum grow."""
    eps, steps = across(runs.eps_value, runs.run, runs.steps)
    return slope(log(1 / eps), log(steps))


def plateau_drift(runs: OctopusRuns, parameters) -> Measured:
    """Relative change of a plateau's length from one saddle to the next, from the third saddle on."""
    plateaus = lengths(runs.escape[:, : parameters["d"]])[:, 2:]
    return slope(np.arange(plateaus.shape[1]), plateaus / np.nanmedian(plateaus))


def plateau_height(runs: OctopusRuns, parameters) -> Measured:
    """Largest distance of a plateau from its multiple of nu, in units of nu."""
    return largest(runs.height_error)


def second_order_floor(runs: OctopusRuns, parameters) -> Measured:
    """The smallest eps for which GD, before its last escape, visits an eps-second-order stationary point. Corollary 4.3."""
    return smallest(runs.second_order_eps)
