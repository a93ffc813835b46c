"""Summaries of training on the logarithm of the loss: where each run ended, and the powers of the margin with which quantities fall.

`DECADES` and `LEAST_POINTS` are ours.
"""

import numpy as np

from descent.algebra import line
from descent.elementary import log
from descent.own.ended import in_words

LN_10 = float(log(10.0))
AT_END = ("normalised", "epsilon", "delta", "residual", "turn")
"""Columns `margins_...` of run files. Their last values are the columns `late_...`."""
FALLING = ("misalignment", "epsilon", "delta", "residual")
DECADES = 2.0
"""Powers are fitted over this many decades of the margin, the last ones."""
LEAST_POINTS = 5
"""The fewest points to which a power is fitted."""


def of_margins(runs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Columns of the metrics record, from the columns of run files. Returns arrays (runs,) or (runs, record).

    Columns (runs,) are NaN, and those of all margins are empty, where there was no such training.
    """
    words, number = in_words(runs, "margins"), len(runs["status"])
    if "margins_log10" not in runs:
        none = np.full(number, np.nan)
        names = ("degree", "margins_change", "late_margin", "late_misalignment", *(f"late_{name}" for name in AT_END), "loss_power")
        found = dict.fromkeys((*names, *(f"{name}_power" for name in FALLING)), none)
        return found | {"margins": words} | dict.fromkeys(("kept_margin", "kept_normalised"), np.empty((number, 0)))
    series = {name.removeprefix("margins_"): values for name, values in runs.items() if name.startswith("margins_") and values.ndim == 2}
    series["misalignment"] = 1.0 - series["alignment"]
    last = last_decades(series["log10"])
    margin = LN_10 * series["log10"]
    found = {f"late_{name}": at_end(series[name]) for name in AT_END}
    found |= {"margins": words, "degree": runs["degree"], "margins_change": runs["margins_change"]}
    found |= {"late_margin": at_end(series["log10"]), "late_misalignment": at_end(series["misalignment"])}
    found |= {f"{name}_power": powers(margin, logarithm(series[name]), last) for name in FALLING}
    found["loss_power"] = -powers(logarithm(series["log_time"]), series["log_product"], last)
    return found | {"kept_margin": series["log10"], "kept_normalised": series["normalised"]}


def at_end(values: np.ndarray) -> np.ndarray:
    """The last number of each run that is not NaN. values: (runs, record). Returns (runs,)."""
    there = ~np.isnan(values)
    last = values.shape[1] - 1 - np.argmax(there[:, ::-1], axis=1)
    return values[np.arange(len(values)), last]


def last_decades(log10: np.ndarray) -> np.ndarray:
    """Which records lie in the last `DECADES` of the margin. log10: log10 of the margin, (runs, record). Returns the same shape.

    A run whose margin covers fewer decades has none.
    """
    end = at_end(log10)[:, None]
    with np.errstate(invalid="ignore"):
        through = np.nanmin(np.where(np.isnan(log10), np.inf, log10), axis=1, keepdims=True) <= end - DECADES
        return (log10 >= end - DECADES) & through


def logarithm(values: np.ndarray) -> np.ndarray:
    """Natural logarithms; NaN for values that are not positive. Returns the same shape."""
    return log(np.where(values > 0.0, values, np.nan))


def powers(x: np.ndarray, y: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Slope of each run's least-squares line through the chosen points. x, y: logarithms (runs, record). chosen: bool, the same shape.

    Returns (runs,), NaN where a run has fewer than `LEAST_POINTS`.
    """
    chosen = chosen & ~np.isnan(x) & ~np.isnan(y)
    rows = zip(x, y, chosen, strict=True)
    return np.array([line(row_x[row], row_y[row]) if row.sum() >= LEAST_POINTS else np.nan for row_x, row_y, row in rows])
