"""Measures of claims about matrix factorisations. A run without a number counts as infinitely far from the claim."""

import numpy as np

from descent.balance.records.factorisation import FactorisationRuns
from descent.elementary import log, power
from descent.records import across
from descent.statistics import Measured, largest, median, share, slope, with_every_run

RATIO_BOUND = 10.0
"""C0 and 1/c0 of theorem 3.2. The paper does not specify them; the value is our choice."""


def largest_imbalance(runs: FactorisationRuns, parameters) -> Measured:
    """Largest ||U^T U - V^T V||_F of all iterations."""
    return largest(with_every_run(runs.imbalance_most))


def largest_rise(runs: FactorisationRuns, parameters) -> Measured:
    """Largest increase of the objective in one iteration."""
    return largest(with_every_run(runs.f_rise))


def largest_objective(runs: FactorisationRuns, parameters) -> Measured:
    """Largest objective of all iterations."""
    return largest(with_every_run(runs.f_most))


def largest_norm(runs: FactorisationRuns, parameters) -> Measured:
    """Largest ||U||_F^2 or ||V||_F^2 of all iterations."""
    return largest(np.maximum(with_every_run(runs.u_most), with_every_run(runs.v_most)))


def share_that_arrives(runs: FactorisationRuns, parameters) -> Measured:
    """Share of runs whose residual reaches eps and stays below it, among the completed runs."""
    return share(~np.isnan(runs.reach_eps), among=runs.status == "completed")


def iterations_to_eps(runs: FactorisationRuns, parameters) -> Measured:
    """Median log10 of the iterations until the residual stays at most eps.

    A completed run that never reaches eps counts as infinite; a run that is not completed is not used.
    """
    return median(np.where(runs.status == "completed", with_every_run(runs.reach_eps), np.nan))


def share_of_bounded_ratios(runs: FactorisationRuns, parameters) -> Measured:
    """Share of runs in which |u.u*| / |v.v*| stays within [1/C0, C0] in all iterations."""
    bounded = (runs.ratio_low >= 1.0 / RATIO_BOUND) & (runs.ratio_high <= RATIO_BOUND)
    return share(bounded)


def iterations_per_log_dimension(runs: FactorisationRuns, parameters) -> Measured:
    """Iterations to an error of 1e-4 per factor e in d."""
    d, iterations = across(runs.grid["d"], runs.run, with_every_run(power(10.0, runs.reach[:, 3])))
    return slope(log(d), iterations)


def iterations_per_log_error(runs: FactorisationRuns, parameters) -> Measured:
    """Iterations per factor e in the error, between 1e-4 and 1e-10."""
    return median(with_every_run(-1.0 / runs.rate))


def fitted_linear_rate(runs: FactorisationRuns, parameters) -> Measured:
    """Slope of the logarithm of the error against the iteration, between errors of 1e-4 and 1e-10."""
    return median(with_every_run(runs.rate))


def norms_apart(runs: FactorisationRuns, parameters) -> Measured:
    """Largest |log(||U||_F^2 / ||V||_F^2)| at the end."""
    return largest(with_every_run(np.abs(log(runs.norms_end))))


def slowdown(runs: FactorisationRuns, parameters) -> Measured:
    """Median ratio of the iterations to a residual of 1e-6 without and with the regulariser."""
    _, iterations = across(runs.grid["regulariser"], runs.run, with_every_run(power(10.0, runs.reach[:, 5])))
    with np.errstate(invalid="ignore"):  # a run that never reaches 1e-6, with or without, has no ratio
        return median(iterations[:, 0] / iterations[:, -1])
