"""What claims measure of octopus runs."""

import numpy as np

from descent.elementary import log, log1p, square
from descent.escape.octopus import hessian_lipschitz
from descent.escape.plateaus import growth, lengths, mean_length, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from descent.problems import octopus
from descent.records import across
from descent.statistics import Measured, largest, median, share, slope, smallest

FEWEST = 3
"""Escapes that a run must have made before a slope is laid through them."""
SETTLED = 20
"""From this saddle on an escape's iteration is so large that start and buffers no longer count."""


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
    """Slope of the logarithm of the escape's iteration against the saddle's number, from the second to the last that all runs pass.

    A run that passes fewer than FEWEST does not shorten the others' line: it gives no number.
    """
    enough = (~np.isnan(runs.escape)).sum(axis=1) >= FEWEST
    passed = np.flatnonzero(~np.isnan(runs.escape[enough]).any(axis=0))[1:] if enough.any() else np.arange(1, FEWEST)
    return slope(passed + 1, log(runs.escape[:, passed]))


def growth_deviation(runs: OctopusRuns, parameters) -> Measured:
    """Largest relative deviation of an escape's iteration over that of the one before from the factor of theory, from saddle SETTLED on."""
    escape = runs.escape[:, SETTLED - 1 : parameters["d"]]
    factor = predicted_growth(parameters["eta"], parameters["L"], parameters["gamma"])
    return largest(np.max(np.abs(escape[:, 1:] / escape[:, :-1] / factor - 1), axis=1))


def sooner_than_recursion(runs: OctopusRuns, parameters) -> Measured:
    """Share of runs in which T_(k+1) < q (T_k - b) for the escapes T_k from any two saddles in a row, among those with two escapes.

    The coordinate k + 1 is at most tau at the start, shrinks by 1 - 2 eta L but for the at most b iterations in buffer k, and grows by at
    most 1 + 2 eta gamma: so it needs as long. Rounding: 1e-12 of T_k, where iterations are known to no more.
    """
    grow = log1p(2 * parameters["eta"] * parameters["gamma"])
    factor = predicted_growth(parameters["eta"], parameters["L"], parameters["gamma"])
    longest = np.floor(log(2.0) / grow) + 1
    before, after = runs.escape[:, :-1], runs.escape[:, 1:]
    return share((after < factor * (before - longest) * (1 - 1e-12)).any(axis=1), among=~np.isnan(runs.escape[:, 1]))


def soonest_last_escape(runs: OctopusRuns, parameters) -> Measured:
    """The soonest iteration at which any run passes its last saddle; before it the run is at least 2 tau from every minimum."""
    return smallest(runs.escape[:, parameters["d"] - 1])


def differing_escapes(runs: OctopusRuns, parameters) -> Measured:
    """Share of runs with an escape at another iteration by event-driven GD than by literal GD in double-double, where that one got so far.

    A literal run that has not escaped once compares nothing.
    """
    exact, literal = (runs.where(method=method).escape for method in ("gd_event_driven", "gd_longdouble"))
    reached = ~np.isnan(literal)
    return share((reached & (exact != literal)).any(axis=1), among=reached.any(axis=1))


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


def plateau_against_dimension(runs: OctopusRuns, parameters) -> Measured:
    """Slope of the plateaus' length against log d, in iterations."""
    d, plateaus = across(runs.grid["d"], runs.run, mean_length(runs.escape, runs.grid["d"]))
    return slope(log(d), plateaus)


def plateau_against_accuracy(runs: OctopusRuns, parameters) -> Measured:
    """Slope of the plateaus' length against log(1/eps), in iterations."""
    eps, plateaus = across(runs.eps_value, runs.run, mean_length(runs.escape, runs.grid["d"]))
    return slope(log(1 / eps), plateaus)


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


def second_order_floor_over_theory(runs: OctopusRuns, parameters) -> Measured:
    """The same in units of 4 gamma^2/rho, from which on a saddle, with its curvature -2 gamma, is one."""
    theory = 4 * square(parameters["gamma"]) / hessian_lipschitz(octopus.numbers(**parameters))
    return smallest(runs.second_order_eps / theory)
