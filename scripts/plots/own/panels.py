"""Panels of a dashboard: how training went, what it conserves, where it waits. Each returns its part of the caption."""

import numpy as np

from scripts import style, ticks
from scripts.plots.own.axes import medians, scaled
from scripts.plots.own.series import Series, spent, twins

POINTS = {"ms": 3, "mew": 0.5, "alpha": 0.4, "rasterized": True}
LEAST = 1e-17
"""What is drawn in place of no drift at all."""
TICKS = 3
"""Intervals of an axis of iterations, at most: thousands are wide."""
THEORY = {"color": style.BLACK, "lw": 0.7, "ls": ":"}


def losses(axis, found: list[Series]) -> str:
    """f against iterations."""
    scaled(axis, "y", _curves(axis, found, "loss"))
    axis.set(title="Loss", ylabel="loss")
    return "Loss of all runs (thin) and its median (bold)."


def slopes(axis, found: list[Series]) -> str:
    """The gradient's norm against iterations."""
    values = _curves(axis, found, "slope")
    scaled(axis, "y", values[values > 0])
    axis.set(title="Gradient", ylabel="gradient norm")
    return "Norm of the gradient."


def _curves(axis, found: list[Series], column: str) -> np.ndarray:
    """A number of all runs against iterations, and its median. Returns what is drawn."""
    values = medians(axis, found, "times", column)
    axis.set(xlabel="iteration")
    axis.xaxis.get_major_locator().set_params(nbins=TICKS, steps=[1, 2, 5, 10])
    ticks.thousands(axis.xaxis)
    return values


def drift(axis, found: list[Series]) -> str:
    """The relative drift of the law that has moved most."""
    later = [one._replace(runs={name: one.runs[name][:, 1:] for name in ("times", "drift")}) for one in found]
    scaled(axis, "y", medians(axis, later, "times", "drift", lambda values: np.maximum(values, LEAST)))
    scaled(axis, "x", np.concatenate([one.runs["times"].ravel() for one in later]))
    axis.set(title="Drift of laws", xlabel="iteration", ylabel="relative drift")
    return "Drift of the conservation law that has moved most, relative to its size."


def times(axis, found: list[Series]) -> str:
    """Iterations that are left at each strict saddle, from the lowest gradient on, against those of linear theory."""
    predicted, left = (np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in found]) for name in ("predicted", "left"))
    shown = np.concatenate([values[(predicted > 0) & (left > 0)] for values in (predicted, left)])
    for one in found:
        axis.plot(one.runs["plateau_predicted"], one.runs["plateau_left"], one.marker, color=one.colour, **POINTS)
    for which in "xy":
        scaled(axis, which, shown)
    axis.axline((shown.min(), shown.min()), (shown.max() + 1, shown.max() + 1), **THEORY)
    axis.set(title="Leaving saddles", xlabel="iterations, theory", ylabel="iterations")
    return "Iterations from the lowest gradient at a strict saddle until it is left, against those of linear theory (dotted: equal)."


def curvatures(axis, found: list[Series]) -> str:
    """The lowest eigenvalue of the Hessian at each plateau, and where runs ended, against the loss."""
    axis.axhline(0, **THEORY)
    for one in found:
        x, y, strict = (one.runs[f"plateau_{name}"] for name in ("loss", "curvature", "strict"))
        axis.plot(x[strict == 1], y[strict == 1], one.marker, color=one.colour, **POINTS)
        axis.plot(x[strict == 0], y[strict == 0], one.marker, color=one.colour, mfc="none", **POINTS)
        axis.plot(one.runs["loss"][:, -1], one.runs["end_curvature"], "x", color=one.colour, **POINTS)
    axis.set(title="Curvature", xlabel="loss", ylabel="lowest eigenvalue")
    plateaus = any((~np.isnan(one.runs["plateau_curvature"])).any() for one in found)
    at = "at each plateau (filled: a strict saddle) and where runs ended (crosses)" if plateaus else "where runs ended"
    return f"Lowest eigenvalue of the Hessian {at}."


def noise(axis, found: list[Series]) -> str:
    """Iterations at plateaus of the same run with and without noise."""
    for plain, noisy in twins(found):
        axis.plot(spent(plain), spent(noisy), noisy.marker, color=plain.colour, **POINTS)
    axis.axline((0, 0), slope=1, **THEORY)
    axis.set(title="Effect of noise", xlabel="without noise", ylabel="with noise", xlim=(0, None), ylim=(0, None))
    return "Iterations at plateaus of the same starts with noise and without (dotted: equal)."
