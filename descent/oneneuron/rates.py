"""Measurements of paths: the powers of time that they follow, and their values at the times where two kinds of paths are compared.

The formulas and constants are ours.
"""

import numpy as np

from descent.algebra import line
from descent.elementary import log, power

LN10 = log(10.0)
FIT = 2.0
"""Number of decades of time at the end of a path over which powers are fitted."""


def growth_rate(augmentation: str, lam: float) -> float:
    """The ratio of db/dt to a^2 late in gradient flow: lambda, or 2 lambda for Sohl-Dickstein and Kawaguchi's regulariser lambda a^2."""
    return 2.0 * lam if augmentation == "sohl_dickstein" else lam


def a_power(augmentation: str, m: int) -> tuple[int, int] | None:
    """Exponent of time, as a fraction, in the decay of |a| late in gradient flow; None where there is no prediction.

    m: power of a monomial neuron.
    """
    return {"exponential": (-1, 2), "sohl_dickstein": (-1, 2), "monomial": (-m, 2 * (m + 1))}.get(augmentation)


def powers(paths: dict[str, np.ndarray], rate: float) -> dict[str, np.ndarray]:
    """Slopes of log F, log |a|, b and |w| against log t over the last FIT decades of time, and the predicted slope of b.

    The prediction follows from db/dt = rate a^2: it is the mean of rate a^2 t. paths: arrays (runs, points) of `Path`; rate: from
    `growth_rate`. Returns arrays (runs,), NaN where a path is shorter than FIT decades or has a single point in them.
    """
    slopes = {name: np.full(len(paths["ended"]), np.nan) for name in ("F_power", "a_power", "b_slope", "w_slope", "b_slope_predicted")}
    for run, (t, log10_F, log10_a, b, w) in enumerate(
        zip(*(paths[name] for name in ("log10_t", "log10_F", "log10_a", "b", "w_norm")), strict=True)
    ):
        known = np.isfinite(log10_a) & np.isfinite(log10_F)
        last = known & (t >= t[known].max(initial=-np.inf) - FIT)
        if not known.any() or np.ptp(t[known]) < FIT:
            continue
        for name, values in zip(slopes, (log10_F, log10_a, b / LN10, w / LN10), strict=False):
            slopes[name][run] = line(t[last], values[last])
        slopes["b_slope_predicted"][run] = np.mean(rate * power(10.0, 2 * log10_a[last] + t[last]))
    return slopes


COMMON = {"gd": 1.5, "late": 8.0}
"""log10 of the time at which each kind of path is compared with gradient flow."""


def _interval(at, x):
    """The interval of x (points,), increasing, that contains each place `at`, of any shape.

    Returns the index of the interval's left end, and the place's position as a share of the interval.
    """
    left = np.clip(np.searchsorted(x, at, "right"), 1, len(x) - 1) - 1
    return left, (at - x[left]) / np.maximum(x[left + 1] - x[left], 1e-300)


def between(at, x, y):
    """Linear interpolation of y (points,) from x (points,), increasing, to `at`, of any shape; NaN outside the range of x."""
    left, share = _interval(at, x)
    value = np.where(share == 0.0, y[left], y[left] + share * (y[left + 1] - y[left]))
    return np.where((x[0] <= at) & (at <= x[-1]), value, np.nan)


def smoothly(at, x, y, slope):
    """Cubic Hermite interpolation of y from x (points,) to `at` (places,), within the range of x.

    y, slope: (points, columns), values and derivatives. Returns (places, columns).
    """
    left, share = _interval(at, x)
    t, width = share[:, None], (x[left + 1] - x[left])[:, None]
    rise, back = y[left + 1] - y[left], 1.0 - t
    bend = back * (slope[left] * width - rise) - t * (slope[left + 1] * width - rise)
    return y[left] + t * (rise + back * bend)


def readings(paths: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """log10 F, log10 |a| and b at the times COMMON, by interpolation. paths: arrays (runs, points) of `Path`.

    Returns arrays (runs,), NaN where a path does not include that time.
    """
    columns = {}
    for path, time in COMMON.items():
        for name in ("log10_F", "log10_a", "b"):
            rows = zip(paths["log10_t"], paths[name], strict=True)
            columns[f"{name}_for_{path}"] = np.array([between(time, t, values) for t, values in rows])
    return columns
