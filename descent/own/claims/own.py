"""Measures of claims on runs of a user's own network."""

import numpy as np

from descent.elementary import log
from descent.own.claims.late_phase import (
    delta_power,
    difference_from_literal,
    epsilon_power,
    late_margin,
    late_misalignment,
    least_change,
    loss_power,
    misalignment_power,
    residual_power,
)
from descent.own.claims.minima import (
    bad_share,
    largest_certificate,
    least_certificate,
    least_gain,
    stuck_share,
    taken_over_share,
    to_infinity_share,
    unclear_share,
)
from descent.own.records.own import OwnRuns
from descent.records import Incomparable, across
from descent.statistics import Measured, largest, median, slope, smallest, with_every_run

__all__ = [
    "bad_share",
    "delta_power",
    "difference_from_literal",
    "epsilon_power",
    "largest_certificate",
    "late_margin",
    "late_misalignment",
    "least_certificate",
    "least_change",
    "least_gain",
    "loss_power",
    "misalignment_power",
    "residual_power",
    "stuck_share",
    "taken_over_share",
    "to_infinity_share",
    "unclear_share",
]
"""Measures imported from the files beside this one."""
NOTHING = Measured(np.nan, np.nan, np.nan, 0, 0)
"""The result where no run has the measured quantity."""


def largest_residual(runs: OwnRuns, parameters) -> Measured:
    """The largest residual of any law. Raises Incomparable where the module has no laws, or a precision other than float64."""
    if not np.nanmax(runs.laws, initial=0):
        raise Incomparable("gradient flow conserves nothing here, or its laws were not looked for (laws: none)")
    if parameters["precision"] != "float64":
        raise Incomparable("it needs precision: float64")
    return largest(runs.residual)


def largest_difference(runs: OwnRuns, parameters) -> Measured:
    """The largest difference of a law from its value predicted for gradient descent. Raises Incomparable for other optimisers."""
    if np.isnan(runs.identity).all():
        raise Incomparable("it is about gradient descent with laws that are watched at every iteration (every: 1)")
    return largest(runs.identity)


def drift_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the step size, at the same flow time, with which the drift of the law that moves most grows: the median over runs.

    A run has the same start at every step size.
    """
    halvings, drift = across(runs.grid["halvings"], runs.run, runs.drift)
    centred = -(halvings - halvings.mean()) * log(2.0)
    return median((log(drift) * centred).sum(axis=1) / (centred * centred).sum())


def times_at_plateaus(runs: OwnRuns, parameters) -> Measured:
    """Iterations to leave plateaus divided by those of linear theory: the median over runs of each run's median, without missing ones."""
    return median(runs.slower)


def escape_slope(runs: OwnRuns, parameters) -> Measured:
    """Slope of ln(iteration at which a saddle is passed) against its number, over all but the first of the saddles that all runs pass."""
    passed = np.flatnonzero(~np.isnan(runs.escape).any(axis=0))[1:]
    return slope(passed + 1, log(runs.escape[:, passed])) if passed.size > 1 else NOTHING


def times_over_theory(runs: OwnRuns, parameters) -> Measured:
    """Iterations to pass a saddle divided by those of linear theory: the median over runs, for the saddle where it is furthest from 1."""
    known = np.flatnonzero(~np.isnan(runs.predicted).all(axis=0))
    if not known.size:
        return NOTHING
    ratios = with_every_run(runs.escape[:, known]) / runs.predicted[:, known]
    return median(ratios[:, np.argmax(np.abs(np.nanmedian(ratios, axis=0) - 1.0))])


def strict_share(runs: OwnRuns, parameters) -> Measured:
    """The smallest share over runs of strict saddles among a run's plateaus."""
    return smallest(runs.strict)


def time_left(runs: OwnRuns, parameters) -> Measured:
    """Iterations to leave plateaus divided by those of linear theory, as `times_at_plateaus`, with every run counted."""
    return median(with_every_run(runs.slower))


def power(runs: OwnRuns, parameters) -> Measured:
    """Power of the varied parameter with which the iterations to the minimum grow."""
    values, reached = _across(runs, runs.reached)
    return slope(log(values), log(reached))


def first_power(runs: OwnRuns, parameters) -> Measured:
    """Power of the varied parameter with which the iterations to pass the first saddle grow."""
    values, passed = _across(runs, runs.escape[:, 0])
    return slope(log(values), log(passed))


def logarithmic(runs: OwnRuns, parameters) -> Measured:
    """Slope of the iterations to the minimum against the logarithm of the varied parameter."""
    values, reached = _across(runs, runs.reached)
    return slope(log(values), reached)


def first_logarithmic(runs: OwnRuns, parameters) -> Measured:
    """Slope of the iterations to pass the first saddle against the logarithm of the varied parameter."""
    values, passed = _across(runs, runs.escape[:, 0])
    return slope(log(values), passed)


def layer_slope(runs: OwnRuns, parameters) -> Measured:
    """Slope of ln((N - 2) times the iterations to pass the saddle at 0) against the number N of layers."""
    depth, passed = _across(runs, runs.escape[:, 0])
    return slope(depth, log(passed * (depth - 2.0)))


def gain_slope(runs: OwnRuns, parameters) -> Measured:
    """Slope of ln(iterations of GD to the minimum divided by those of perturbed GD) against the varied parameter."""
    (plain, gd), (noisy, pgd) = (_across(rows, rows.reached) for rows in (runs.where(r=0), runs[runs.grid["r"] > 0]))
    if not np.array_equal(plain, noisy):
        raise Incomparable("it needs every cell with r = 0 and with one r > 0")
    with np.errstate(invalid="ignore"):  # runs that reached the minimum neither without noise nor with it
        return slope(plain, log(gd) - log(pgd))


def _across(runs: OwnRuns, iterations) -> tuple[np.ndarray, np.ndarray]:
    """The values of the varied parameter (cells,), and iterations (runs, cells), infinite where a run did not get so far.

    The varied parameter is the one numeric axis of the grid with more than one value. A run that got so far in no cell is NaN. All runs are
    NaN where half of the runs of any cell did not get so far. Raises Incomparable where not exactly one axis varies.
    """
    varied = [name for name, values in runs.grid.items() if values.dtype.kind in "if" and len(np.unique(values)) > 1]
    if len(varied) != 1:
        raise Incomparable(f"it compares cells along one axis of the grid, and there vary {', '.join(varied) or 'none'}")
    values, found = across(runs.grid[varied[0]], runs.run, with_every_run(iterations))
    found[np.isinf(found).all(axis=1) | np.isinf(np.median(found, axis=0)).any()] = np.nan
    return np.asarray(values, dtype=float), found
