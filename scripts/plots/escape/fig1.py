"""Figure 1 of Du et al. 2017: the two warm-ups, their fields, where a start is slow, and how slow."""

import numpy as np

from descent.algebra import norm
from descent.elementary import exp, log
from descent.escape.warm_up import ETA, path
from descent.problems.warm_up import gradient, numbers
from scripts import style
from scripts.plots.escape.words import FLOAT64, GD

PANELS = (("thin_band", "Slow from a thin band", (-1.2, 1.2)), ("far_away", "Slow from far away", (-5.2, 1.6)))
HEIGHT = 1.3
"""The largest |x2| that is drawn."""


def field(axis, function, limits):
    """The negative gradient field, the slow region and a few trajectories of GD."""
    x = np.stack(np.meshgrid(np.linspace(*limits, 19), np.linspace(-HEIGHT, HEIGHT, 15)))
    uphill = np.empty_like(x)
    gradient(x, numbers(function=function), uphill)
    axis.quiver(*x, *-uphill / (norm(uphill, axis=0) + 1e-9), color=style.GREY, scale=26, width=0.004)
    starts = [(-0.9, 0.04), (-0.7, -0.02), (0.8, 0.03)] if function == "thin_band" else [(-4.9, 0.4), (-4.3, -0.45), (-4.6, 0.2)]
    slow = [(-1, 1), (-0.06, 0.06)] if function == "thin_band" else [(-5, -4), (-0.5, 0.5)]
    (left, right), (bottom, top) = slow
    axis.fill([left, right, right, left], [bottom, bottom, top, top], color=style.RED, alpha=0.3, lw=0, label="slow starts")
    for number, start in enumerate(starts):
        axis.plot(*path(function, start, 40, HEIGHT).T, color=GD, marker="o", ms=2, lw=1, label="GD" if number == 0 else None)
    axis.plot(0, 0, "o", color=style.BLACK, ms=4, label="saddle")
    axis.set(xlim=limits, ylim=(-HEIGHT, HEIGHT), xlabel="$x_1$", ylabel="$x_2$")
    axis.grid(False)


def draw(warm_up):
    """warm_up: the study of escapes of both warm-ups. Returns the figure."""
    table = warm_up.metrics
    shown = [panel for panel in PANELS if panel[0] in warm_up.grid["function"]]
    fig, axes = style.figure(2, len(shown), height=2.1, squeeze=False)
    for column, (function, title, limits) in enumerate(shown):
        field(axes[0, column], function, limits)
        axes[0, column].set_title(title)
        axis, rows = axes[1, column], table[table["function"] == function]
        axis.plot(rows["inverse_eps"], rows["event_driven"], "o", mfc="none", color=GD, ms=6, label="event-driven GD")
        axis.plot(rows["inverse_eps"], rows["literal"], "x", color=FLOAT64, ms=3, mew=1.1, label="literal GD, float64")
        inverse = exp(np.linspace(log(rows["inverse_eps"].min()), log(rows["inverse_eps"].max()), 100))
        axis.plot(inverse, exp(inverse), color=style.BLACK, lw=0.9, ls="--", label=r"$\exp(1/\epsilon)$")
        axis.set(xscale="log", yscale="log", xlabel=r"$1/\epsilon$", ylabel="iterations", title="Time to leave the saddle")
        axis.set_ylim(bottom=1)
        axis.xaxis.set_major_locator(style.matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
        axis.xaxis.set_major_formatter(style.matplotlib.ticker.StrMethodFormatter("{x:g}"))
        axis.xaxis.set_minor_formatter(style.matplotlib.ticker.NullFormatter())
    style.legend(fig, [*axes[0, 0].get_legend_handles_labels()[0], *axes[1, 0].get_legend_handles_labels()[0]])
    steps = warm_up.fixed["max_steps"]
    style.note(fig, f"η = 1/{1 / ETA:g}; {warm_up.seeds:,} starts per ε, all drawn; literal GD has at most {steps:,} iterations.")
    return fig
