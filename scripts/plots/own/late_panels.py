"""Panels of the figure of the late phase."""

import warnings

import numpy as np

from descent.elementary import exp
from descent.own.late_phase import at_end
from scripts import style

NAMES = ("log10", "normalised", "alignment", "residual", "delta", "turn", "log_time", "log_product")
LEAST = 1e-16
"""What is below this is rounding."""
FIRST = 10.0
"""The first logarithm of flow time that is drawn: flow time begins where training on the logarithm does."""


def series(study, **values) -> dict[str, np.ndarray]:
    """What was kept of the runs of a cell, by its name without `margins_`: (runs, record)."""
    found = study.runs(*(f"margins_{name}" for name in NAMES), **values)
    return {name.removeprefix("margins_"): values for name, values in found.items()}


def rows(study, **values):
    """The metrics of a cell."""
    table = study.metrics
    for name, value in values.items():
        table = table[table[name] == value]
    return table


def against_margin(axis, runs, y, colour, label=None, dashes="-"):
    """Numbers y (runs, record) of all runs against log10 of the margin, thin, and their median over runs."""
    axis.plot(*style.strands(runs["log10"], y), dashes, color=colour, lw=0.3, alpha=0.3, rasterized=True)
    axis.plot(median(runs["log10"]), median(y), dashes, color=colour, label=label)


def median(values: np.ndarray) -> np.ndarray:
    """Of the runs that have a number. values: (runs, record). Returns (record,)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nobody has one
        return np.nanmedian(values, axis=0)


def share_of_end(values: np.ndarray) -> np.ndarray:
    """Divided by each run's last number. Same shape."""
    return values / at_end(values)[:, None]


def product(axis, runs, colour):
    """Flow time times the loss against the logarithm of flow time, from FIRST on."""
    x, y = runs["log_time"], exp(runs["log_product"])
    x = np.where(x > FIRST, x, np.nan)
    axis.plot(*style.strands(x, y), color=colour, lw=0.3, alpha=0.3, rasterized=True)
    axis.plot(median(x), median(y), color=colour)


def beside_literal(axis, study, most: int, colour):
    """Normalised margins of some runs after the fewest literal steps, as lines, and where the same runs end after more, as marks."""
    fewest, *others = sorted(study.grid["steps"])
    late = series(study, steps=fewest)
    for run in range(min(most, study.seeds)):
        axis.plot(late["log10"][run], late["normalised"][run], color=colour, lw=0.8)
    for steps, marker in zip(others, "osD^v", strict=False):
        literal = series(study, steps=steps)
        for run in range(min(most, study.seeds)):
            place = np.flatnonzero(~np.isnan(literal["log10"][run]))[:1]
            label = f"{steps:,} literal steps" if run == 0 else None
            axis.plot(
                literal["log10"][run][place], literal["normalised"][run][place], marker, color=style.BLACK, mfc="none", ms=4, label=label
            )
