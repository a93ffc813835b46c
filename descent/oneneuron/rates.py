"""What is read off paths: the powers of time that they follow, and their values where two of them are compared."""

import numpy as np

from descent.algebra import line
from descent.elementary import log, power

LN10 = log(10.0)
FIT = 2.0
"""Decades of time at the end of a path over which powers are fitted. Ours."""


def growth_rate(augmentation: str, lam: float) -> float:
    """What db/dt is of a^2 late in gradient flow: lambda, or 2 lambda for Sohl-Dickstein and Kawaguchi's lambda a^2. Ours."""
    return 2.0 * lam if augmentation == "sohl_dickstein" else lam


def a_power(augmentation: str, m: int) -> tuple[int, int] | None:
    """Power of time, as a fraction, with which |a| falls late in gradient flow; None where the theory gives none. m: power of a monomial
    neuron. Ours.
    """
    return {"exponential": (-1, 2), "sohl_dickstein": (-1, 2), "monomial": (-m, 2 * (m + 1))}.get(augmentation)


def powers(paths: dict[str, np.ndarray], rate: float) -> dict[str, np.ndarray]:
    """Slopes over the last FIT decades of time: of log F and log |a| against log t, of b and |w| against log t, and the slope of b that
    db/dt = rate a^2 predicts, the mean of rate a^2 t. paths: arrays (runs, points) of `Path`; rate: what `growth_rate` gives. Returns
    arrays (runs,), NaN where a path is shorter, or has a single point there.
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
"""log10 of the time at which a path is compared with gradient flow. Ours."""


def _interval(at, x):
    """The last of the points x (points,), in order, that a place is not below, but the last of all, and how far the place is from there
    to the next one, as a share. at: any shape.
    """
    left = np.clip(np.searchsorted(x, at, "right"), 1, len(x) - 1) - 1
    return left, (at - x[left]) / np.maximum(x[left + 1] - x[left], 1e-300)


def between(at, x, y):
    """y at any places `at`, by straight lines between its values at x (points,), which increase; NaN outside. y: (points,)."""
    left, share = _interval(at, x)
    value = np.where(share == 0.0, y[left], y[left] + share * (y[left + 1] - y[left]))
    return np.where((x[0] <= at) & (at <= x[-1]), value, np.nan)


def smoothly(at, x, y, slope):
    """y at places within the range of x (points,), by cubics with its values and its derivatives there. at: (places,); y, slope: (points,
    columns). Returns (places, columns).
    """
    left, share = _interval(at, x)
    t, width = share[:, None], (x[left + 1] - x[left])[:, None]
    rise, back = y[left + 1] - y[left], 1.0 - t
    bend = back * (slope[left] * width - rise) - t * (slope[left + 1] * width - rise)
    return y[left] + t * (rise + back * bend)


def readings(paths: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """log10 F, log10 |a| and b at the times COMMON, between the points of a path. paths: arrays (runs, points) of `Path`. Returns arrays
    (runs,), NaN where a path does not go there.
    """
    columns = {}
    for path, time in COMMON.items():
        for name in ("log10_F", "log10_a", "b"):
            rows = zip(paths["log10_t"], paths[name], strict=True)
            columns[f"{name}_for_{path}"] = np.array([between(time, t, values) for t, values in rows])
    return columns
