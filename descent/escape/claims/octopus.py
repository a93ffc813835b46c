"""Measures of claims about runs on the octopus."""

import numpy as np

from descent.elementary import log, log1p, square
from descent.escape.octopus import hessian_lipschitz
from descent.escape.plateaus import growth, lengths, mean_length, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from descent.problems import octopus
from descent.records import across
from descent.statistics import Measured, largest, median, share, slope, smallest

FEWEST = 3
"""Least number of escapes for a line through them."""
SETTLED = 20
"""From this saddle on the escape's iteration is so large that the start and the buffers are negligible."""


def growth_per_saddle(runs: OctopusRuns, parameters) -> Measured:
    """Factor from the time to pass one saddle to the next, over the second half of the saddles. Theorem 4.1 (1)."""
    d = parameters["d"]
    return median(growth(runs.escape, d // 2, d))


def growth_limit(runs: OctopusRuns, parameters) -> Measured:
    """The limit of `growth_per_saddle` as eta -> 0: linear extrapolation from the two smallest step sizes."""
    d = parameters["d"]
    (small, large, *_), factors = across(runs.eta_value, runs.run, growth(runs.escape, d // 2, d))
    fine, coarse = factors[:, 0], factors[:, 1]
    return median(fine - (coarse - fine) * small / (large - small))


def log_slope(runs: OctopusRuns, parameters) -> Measured:
    """Slope of log(iteration of the escape) against the saddle's number, from the second saddle to the last one that all runs pass.

    A run with fewer than FEWEST escapes is not used, so that it does not shorten the line of the others.
    """
    enough = (~np.isnan(runs.escape)).sum(axis=1) >= FEWEST
    passed = np.flatnonzero(~np.isnan(runs.escape[enough]).any(axis=0))[1:] if enough.any() else np.arange(1, FEWEST)
    return slope(passed + 1, log(runs.escape[:, passed]))


def growth_deviation(runs: OctopusRuns, parameters) -> Measured:
    """Largest relative deviation of T_(k+1)/T_k from the predicted factor, for the escapes T_k from saddle SETTLED on."""
    escape = runs.escape[:, SETTLED - 1 : parameters["d"]]
    factor = predicted_growth(parameters["eta"], parameters["L"], parameters["gamma"])
    return largest(np.max(np.abs(escape[:, 1:] / escape[:, :-1] / factor - 1), axis=1))


def sooner_than_recursion(runs: OctopusRuns, parameters) -> Measured:
    """Share of runs with T_(k+1) < q (T_k - b) for the escapes T_k from two successive saddles, among the runs with two escapes or more.

    Coordinate k + 1 is at most tau at the start. It shrinks by the factor 1 - 2 eta L per iteration, except in the at most b iterations in
    buffer k, and then grows by at most the factor 1 + 2 eta gamma. So T_(k+1) is at least q (T_k - b), with q the factor of theorem 4.1.
    A relative tolerance of 1e-12 allows for the rounding of large iteration numbers.
    """
    grow = log1p(2 * parameters["eta"] * parameters["gamma"])
    factor = predicted_growth(parameters["eta"], parameters["L"], parameters["gamma"])
    longest = np.floor(log(2.0) / grow) + 1
    before, after = runs.escape[:, :-1], runs.escape[:, 1:]
    return share((after < factor * (before - longest) * (1 - 1e-12)).any(axis=1), among=~np.isnan(runs.escape[:, 1]))


def soonest_last_escape(runs: OctopusRuns, parameters) -> Measured:
    """The earliest iteration at which any run passes its last saddle; before that a run is at least 2 tau from every minimum."""
    return smallest(runs.escape[:, parameters["d"] - 1])


def differing_escapes(runs: OctopusRuns, parameters) -> Measured:
    """Share of runs in which an escape by literal GD in double-double is at another iteration than the same escape by event-driven GD.

    Escapes that the literal run did not reach are not compared; a run whose literal descent has no escape is not used.
    """
    exact, literal = (runs.where(method=method).escape for method in ("gd_event_driven", "gd_longdouble"))
    reached = ~np.isnan(literal)
    return share((reached & (exact != literal)).any(axis=1), among=reached.any(axis=1))


def power_of_dimension(runs: OctopusRuns, parameters) -> Measured:
    """Exponent of d in the growth of the iterations to a minimum."""
    d, steps = across(runs.grid["d"], runs.run, runs.steps)
    return slope(log(d), log(steps))


def power_of_dimension_per_saddle(runs: OctopusRuns, parameters) -> Measured:
    """Exponent of d in the growth of the iterations per saddle."""
    d, steps = across(runs.grid["d"], runs.run, runs.steps)
    return slope(log(d), log(steps / d))


def power_of_accuracy(runs: OctopusRuns, parameters) -> Measured:
    """Exponent of 1/eps in the growth of the iterations to a minimum."""
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
    """Relative change of a plateau's length per saddle, from the third saddle on."""
    plateaus = lengths(runs.escape[:, : parameters["d"]])[:, 2:]
    return slope(np.arange(plateaus.shape[1]), plateaus / np.nanmedian(plateaus))


def plateau_height(runs: OctopusRuns, parameters) -> Measured:
    """Largest distance of a plateau from its multiple of nu, in units of nu."""
    return largest(runs.height_error)


def second_order_floor(runs: OctopusRuns, parameters) -> Measured:
    """The smallest eps for which GD visits an eps-second-order stationary point before its last escape. Source: corollary 4.3."""
    return smallest(runs.second_order_eps)


def second_order_floor_over_theory(runs: OctopusRuns, parameters) -> Measured:
    """`second_order_floor` divided by 4 gamma^2/rho, the smallest eps for which a saddle, with curvature -2 gamma, is such a point."""
    theory = 4 * square(parameters["gamma"]) / hessian_lipschitz(octopus.numbers(**parameters))
    return smallest(runs.second_order_eps / theory)
