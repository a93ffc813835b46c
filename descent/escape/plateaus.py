"""Plateaus of a run: their lengths, the growth of the lengths, and their heights (Du et al. 2017, section 5: steps of nu)."""

import numpy as np

from descent.elementary import log, power
from descent.escape.buffer import Octopus, nu


def lengths(escape):
    """Iterations spent at each saddle. escape: (runs, d) iterations of the escapes. Returns (runs, d)."""
    return np.diff(escape, axis=1, prepend=0.0)


def mean_length(escape, d):
    """Mean number of iterations per saddle, from the third saddle on. escape: (runs, largest d). d: (runs,) number of saddles.

    Returns (runs,), NaN for a run that does not pass every saddle.
    """
    number = np.arange(1, escape.shape[1] + 1)
    counted = (number > 2) & (number <= np.asarray(d)[:, None])
    spent = np.where(counted, lengths(escape), 0.0).sum(axis=1)
    return spent / np.where(counted.any(axis=1), counted.sum(axis=1), np.nan)


def growth(escape, first: int, last: int):
    """Factor by which the time to pass a saddle grows per saddle: the geometric mean from saddle `first` to `last` (1-based).

    escape: (runs, d). Returns (runs,).
    """
    return power(escape[:, last - 1] / escape[:, first - 1], 1.0 / (last - first))


def predicted_growth(eta, L: float, gamma: float):
    """The predicted factor of `growth`, from the quadratic regions. eta: any shape. Source: theorem 4.1 (1)."""
    return 1 - log(1 - 2 * eta * L) / log(1 + 2 * eta * gamma)


def height_error(plateau, p: Octopus):
    """Largest distance of a run's plateaus from their predicted heights, the multiples of -nu, in units of nu.

    The first plateau is left out, since f there still depends on the random start. plateau: (runs, d) values of f, NaN where not recorded.
    Returns (runs,), NaN for a run without plateaus.
    """
    error = np.abs(plateau / nu(p) + np.arange(plateau.shape[1]))[:, 1:]
    kept = ~np.isnan(error)
    return np.where(kept.any(axis=1), np.max(error, axis=1, initial=0.0, where=kept), np.nan)
