"""Measures of claims about minimised nets. The thresholds are our choice."""

import numpy as np

from descent.oneneuron.classes import BAD, CLASSES, DIVERGING, EXCLUDED, FINITE, GLOBAL, MASKED, OUTSIDE, UNDECIDED
from descent.oneneuron.records.minimise import MinimiseRuns
from descent.statistics import Measured, largest, share, smallest, with_every_run

SMALL = 1e-4
"""F below which a run has nearly reached F = 0."""
GONE = 1e-6
"""|a| below which it counts as 0."""


def _are(runs: MinimiseRuns, *numbers: int) -> np.ndarray:
    """Whether runs end in one of some CLASSES, given by number. Returns (runs,)."""
    return np.isin(runs.class_, [CLASSES[number] for number in numbers])


def finite(runs: MinimiseRuns) -> MinimiseRuns:
    """The runs that end in a finite local minimum."""
    return runs[_are(runs, *FINITE)]


def _share_of(runs: MinimiseRuns, *numbers: int) -> Measured:
    """Share of runs that end in one of some CLASSES, among the runs that converged or clearly diverge."""
    return share(_are(runs, *numbers), among=~_are(runs, UNDECIDED, OUTSIDE))


def _at_minima(runs: MinimiseRuns, values: np.ndarray) -> np.ndarray:
    """Values of the runs that end in a finite local minimum, NaN for the others. values: (runs,)."""
    return np.where(_are(runs, *FINITE), values, np.nan)


def kept_promises(runs: MinimiseRuns) -> tuple[float, float, float]:
    """Shares of finite local minima with |a| < GONE, with F within GLOBAL of its least value, and with a net that errs on no point."""
    minima = finite(runs)
    return (minima.a_norm < GONE).mean(), (np.abs(minima.excess) < GLOBAL).mean(), (minima.base_errors == 0).mean()


def counterexamples(runs: MinimiseRuns, parameters) -> Measured:
    """Share of finite local minima that are bad or masked, with its exact interval: none in n still allows a share of 3.7/n."""
    return share(_are(runs, BAD, MASKED), among=_are(runs, *FINITE))


def finite_minima(runs: MinimiseRuns, parameters) -> Measured:
    """Share of runs that end in a finite local minimum, among the runs classified by measurement: ends excluded by algebra do not count."""
    return share(_are(runs, *FINITE), among=~_are(runs, EXCLUDED, UNDECIDED, OUTSIDE))


def fewest_minima(runs: MinimiseRuns, parameters) -> Measured:
    """Number of finite local minima found on the data set with the fewest."""
    found = finite(runs).grid["data"]
    return smallest([(found == data).sum() for data in np.unique(runs.grid["data"])])


def bad_minima(runs: MinimiseRuns, parameters) -> Measured:
    """Share of runs that end in a bad minimum."""
    return _share_of(runs, BAD)


def diverging(runs: MinimiseRuns, parameters) -> Measured:
    """Share of runs on their way to infinity."""
    return _share_of(runs, DIVERGING)


def excluded(runs: MinimiseRuns, parameters) -> Measured:
    """Share of runs whose end is not a minimum by the theorem's algebra alone."""
    return _share_of(runs, EXCLUDED)


def largest_a(runs: MinimiseRuns, parameters) -> Measured:
    """Largest |a| of all finite local minima."""
    return largest(_at_minima(runs, runs.a_norm))


def neuron_on(runs: MinimiseRuns, parameters) -> Measured:
    """Share of finite local minima at which |a| does not count as 0."""
    return share(runs.a_norm > GONE, among=_are(runs, *FINITE))


def largest_excess(runs: MinimiseRuns, parameters) -> Measured:
    """Largest difference of F from its least value over all finite local minima."""
    return largest(_at_minima(runs, runs.excess))


def largest_loss_slope(runs: MinimiseRuns, parameters) -> Measured:
    """Largest absolute derivative of the loss with respect to an output, over the points of all finite local minima."""
    return largest(_at_minima(runs, runs.steepest))


def right_at_minima(runs: MinimiseRuns, parameters) -> Measured:
    """Share of finite local minima at which the net alone is right on every point."""
    return share(runs.base_errors == 0, among=_are(runs, *FINITE))


def largest_stationarity_rest(runs: MinimiseRuns, parameters) -> Measured:
    """Largest relative residual of a.F_a - sum of F_b = lambda |a|^2."""
    return largest(with_every_run(runs.stationarity_rest))


def masked_by_the_neuron(runs: MinimiseRuns, parameters) -> Measured:
    """Share of runs with F below 1e-4 whose net alone errs."""
    return share((runs.F < SMALL) & (runs.base_errors > 0), among=~_are(runs, OUTSIDE))
