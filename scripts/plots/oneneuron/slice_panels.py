"""Panels of slices through a bad minimum."""

import numpy as np

from descent.elementary import log10, power
from descent.oneneuron.slices import measured_quartic
from scripts import style

SHOWN = 0
"""The run whose planes are drawn; the curves are of all."""
WAY_DOWN = style.ORANGE
FINEST, STEEPEST = -4, 2
"""log10 of the excess from which the colours start, and at which they end."""


def plane(axis, x, y, values, least):
    """A plane of F minus its least value, on a signed logarithmic scale. Returns the coloured squares."""
    excess = values - least
    shown = np.sign(excess) * np.maximum(log10(np.maximum(np.abs(excess), 1e-12)) - FINEST, 0.0)
    reach = STEEPEST - FINEST
    colours = axis.pcolormesh(x, y, shown, cmap="RdBu_r", vmin=-reach, vmax=reach, rasterized=True)
    axis.contour(x, y, excess, levels=[0.0], colors=style.BLACK, linewidths=0.5)
    axis.plot(0, 0, "x", color=style.BLACK, ms=5)
    axis.grid(False)
    return colours


def way_down(axis, runs, least):
    """How far F falls along the best a, over w."""
    right = runs["w"][SHOWN] > 0
    w, fallen = runs["w"][:, right], least - runs["opened"][:, right]
    axis.plot(w.T, np.maximum(fallen, 1e-14).T, color=WAY_DOWN, lw=1.2)
    quartic = runs["quartic"][SHOWN]
    if np.isfinite(quartic):
        axis.plot(w[SHOWN], quartic * power(w[SHOWN], 4), ":", color=style.BLACK, lw=1)
    axis.axhline(least, color=style.GREY, lw=0.8)
    axis.set(xscale="log", yscale="log", xlabel="w", ylabel="fall of F", ylim=(1e-8, 10 * least))
    axis.xaxis.set_minor_formatter(style.matplotlib.ticker.NullFormatter())
    axis.set_title(f"F falls as {np.median(measured_quartic(w, fallen)):.2f} $w^4$" if np.isfinite(quartic) else "a steeper way down")
