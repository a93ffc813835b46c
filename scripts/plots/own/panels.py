"""Panels of a dashboard: how training went, what it conserves, where it waits."""

import numpy as np

from scripts import style, ticks
from scripts.plots.own.axes import medians, scaled, titled
from scripts.plots.own.series import Series, spent, twins

POINTS = {"ms": 3, "mew": 0.5, "alpha": 0.4, "rasterized": True}
LEAST = 1e-17
"""What is drawn in place of no drift at all."""
TICKS = 5
"""Intervals of an axis of iterations, at most: thousands are wide."""
THEORY = {"color": style.BLACK, "lw": 0.7, "ls": ":"}


def losses(axis, found: list[Series]):
    """f against iterations."""
    _curves(axis, found, "loss", "loss")
    titled(axis, "Loss")


def slopes(axis, found: list[Series]):
    """The gradient's norm against iterations."""
    _curves(axis, found, "slope", "gradient norm")
    titled(axis, "Gradient")


def _curves(axis, found: list[Series], column: str, name: str):
    """A number of all runs against iterations, and its median."""
    scaled(axis, "y", medians(axis, found, "times", column))
    axis.set(xlabel="iteration", ylabel=name)
    axis.xaxis.get_major_locator().set_params(nbins=TICKS, steps=[1, 2, 5, 10])
    ticks.thousands(axis.xaxis)


def drift(axis, found: list[Series]):
    """The relative drift of the law that has moved most."""
    later = [one._replace(runs={name: one.runs[name][:, 1:] for name in ("times", "drift")}) for one in found]
    scaled(axis, "y", medians(axis, later, "times", "drift", lambda values: np.maximum(values, LEAST)))
    scaled(axis, "x", np.concatenate([one.runs["times"].ravel() for one in later]))
    titled(axis, "Conservation laws")
    axis.set(xlabel="iteration", ylabel="largest relative drift")


def times(axis, found: list[Series]):
    """Iterations that are left at each strict saddle, from the lowest gradient on, against those that linear theory says."""
    predicted, left = (np.concatenate([one.runs[f"plateau_{name}"].ravel() for one in found]) for name in ("predicted", "left"))
    shown = np.concatenate([values[(predicted > 0) & (left > 0)] for values in (predicted, left)])
    for one in found:
        axis.plot(one.runs["plateau_predicted"], one.runs["plateau_left"], one.marker, color=one.colour, **POINTS)
    for which in "xy":
        scaled(axis, which, shown)
    axis.axline((shown.min(), shown.min()), (shown.max() + 1, shown.max() + 1), **THEORY)
    titled(axis, "Time left at strict saddles")
    axis.set(xlabel="iterations by linear theory", ylabel="iterations")


def curvatures(axis, found: list[Series]):
    """The lowest eigenvalue of the Hessian at each plateau, and where runs ended, against the loss."""
    axis.axhline(0, **THEORY)
    for one in found:
        x, y, strict = (one.runs[f"plateau_{name}"] for name in ("loss", "curvature", "strict"))
        axis.plot(x[strict == 1], y[strict == 1], one.marker, color=one.colour, **POINTS)
        axis.plot(x[strict == 0], y[strict == 0], one.marker, color=one.colour, mfc="none", **POINTS)
        axis.plot(one.runs["loss"][:, -1], one.runs["end_curvature"], "x", color=one.colour, **POINTS)
    titled(axis, "Plateaus, and ends (crosses)")
    axis.set(xlabel="loss", ylabel="lowest eigenvalue")


def noise(axis, found: list[Series]):
    """Iterations at plateaus of the same run with and without noise."""
    for plain, noisy in twins(found):
        axis.plot(spent(plain), spent(noisy), noisy.marker, color=plain.colour, **POINTS)
    axis.axline((0, 0), slope=1, **THEORY)
    titled(axis, "With noise, the same starts")
    axis.set(xlabel="iterations at plateaus", ylabel="the same with noise", xlim=(0, None), ylim=(0, None))
