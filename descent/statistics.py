"""Measured numbers with their 95 % intervals: medians, shares, slopes."""

from typing import NamedTuple

import numpy as np

from descent.elementary import exp, log, square

BOOTSTRAP = 1000
"""Number of bootstrap resamples. Their generator has a fixed seed, so that an interval is reproducible."""
ONE_SIDE = 0.025
"""Probability beyond each end of an interval."""


class Measured(NamedTuple):
    """A number from runs: its value, its 95 % interval, the number of runs, and how many of them it uses. NaN where it uses none."""

    value: float
    low: float
    high: float
    runs: int
    used: int


def with_every_run(values) -> np.ndarray:
    """The values, with infinity in place of NaN, so that a run without a number counts against a claim. Same shape."""
    return np.where(np.isnan(values), np.inf, values)


def _resamples(runs: int) -> np.ndarray:
    """Indices of the bootstrap's resamples. Returns (BOOTSTRAP, runs)."""
    return np.random.default_rng(runs).integers(0, runs, (BOOTSTRAP, runs))


def _bootstrap(statistic, values) -> Measured:
    """A statistic of the runs without a NaN, with its percentile bootstrap interval.

    values: (runs,), or (runs, points); a run with a NaN is not used. statistic: a function of the values and of the axis of the runs.
    """
    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values.reshape(len(values), -1)).any(axis=1)]
    if not len(known):
        return Measured(np.nan, np.nan, np.nan, len(values), 0)
    with np.errstate(invalid="ignore"):  # infinite values
        resampled = [statistic(known[rows], axis=0) for rows in _resamples(len(known))]
        ends = (_quantile(resampled, end) for end in (ONE_SIDE, 1.0 - ONE_SIDE))
        return Measured(float(statistic(known, axis=0)), *ends, len(values), len(known))


def _quantile(values, end: float) -> float:
    """A quantile by linear interpolation, or the nearest value where interpolation with an infinity gives NaN. values: (resamples,)."""
    between = np.quantile(values, end)
    return float(np.quantile(values, end, method="nearest") if np.isnan(between) else between)


def median(values) -> Measured:
    """Median with its bootstrap interval. values: (runs,); a NaN is not used."""
    return _bootstrap(np.median, values)


def mean(values) -> Measured:
    """Mean with its bootstrap interval. values: (runs,); a NaN is not used."""
    return _bootstrap(np.mean, values)


def largest(values) -> Measured:
    """The largest value. The statement is about these runs alone, so the interval is the value. values: (runs,); a NaN is not used."""
    values = np.asarray(values, dtype=float)
    known = values[~np.isnan(values)]
    top = float(known.max()) if known.size else np.nan
    return Measured(top, top, top, values.size, known.size)


def smallest(values) -> Measured:
    """The smallest value, as `largest`."""
    top = largest(-np.asarray(values, dtype=float))
    return Measured(-top.value, -top.value, -top.value, top.runs, top.used)


def _from_term(k: int, runs: int, odds: float) -> tuple[float, float]:
    """Sums of the binomial terms from the k-th up, and of those below it, divided by the k-th term. k: 1 to runs."""
    upper = term = 1.0
    for j in range(k, runs):
        term *= (runs - j) / (j + 1) * odds
        upper += term
        if term < 1e-18 * upper:
            break
    lower, term = 0.0, 1.0
    for j in range(k, 0, -1):
        ratio = j / ((runs - j + 1) * odds)
        term *= ratio
        lower += term
        if ratio < 1.0 and term < 1e-18 * lower:
            break
    return upper, lower


def _odds(k: int, runs: int) -> float:
    """The odds of success at which k or more successes among `runs` have the probability ONE_SIDE. k: 1 to runs.

    Newton's method in logarithms: the log of the probability is concave in the log of the odds, so that Newton's iterates approach the root
    from below after the first step.
    """
    odds, moved = k / (runs - k + 1), -1.0
    while abs(moved) > 1e-15:
        upper, lower = _from_term(k, runs, odds)
        before, moved = moved, -log(upper / (upper + lower) / ONE_SIDE) * upper * (1.0 + odds) / k
        if 0.0 <= before <= moved:  # converged up to rounding
            break
        odds *= exp(moved)
    return odds


def share(hits, among=None) -> Measured:
    """Share of runs with its exact interval. hits: (runs,) whether a run counts; among: (runs,) the runs to divide by, by default all."""
    hits = np.asarray(hits, dtype=bool)
    among = np.ones(hits.shape, dtype=bool) if among is None else np.asarray(among, dtype=bool)
    return share_of_counts(int((hits & among).sum()), int(among.sum()))._replace(runs=hits.size)


def share_of_counts(successes: int, runs: int) -> Measured:
    """A share with its exact interval (Clopper and Pearson 1934)."""
    if not runs:
        return Measured(np.nan, np.nan, np.nan, 0, 0)
    below = _odds(successes, runs) if successes else 0.0
    high = 1.0 / (1.0 + _odds(runs - successes, runs)) if successes < runs else 1.0
    return Measured(successes / runs, below / (1.0 + below), high, runs, runs)


def slope(x, y) -> Measured:
    """Slope of the least-squares line through the medians of y, with a bootstrap over runs.

    x: (points,). y: (runs, points); a run with a NaN is not used. For the exponent of a power law or a rate, pass logarithms.
    """
    x = np.asarray(x, dtype=float)
    centred = (x - x.mean()) / square(x - x.mean()).sum()
    return _bootstrap(lambda values, axis: (np.median(values, axis=axis) * centred).sum(), y)
