"""The landscape through a bad minimum: closed in every plane of the net, open in the plane of the neuron, and how the way down begins."""

import numpy as np

from descent.elementary import log10, power
from descent.oneneuron.slices import minimum
from scripts import style
from scripts.plots.oneneuron.words import landscape

SHOWN = 0
"""The run whose planes are drawn; the curves are of all."""


def draw(slices):
    """slices: planes through two known minima. Returns the figure."""
    names = slices.grid["landscape_name"]
    fig, axes = style.figure(len(names), 3, height=2.3, squeeze=False)
    for row, name in zip(axes, names, strict=True):
        runs = slices.runs("at", "net", "a", "w", "neuron", "best_a", "opened", "quartic", landscape_name=name)
        least = minimum(runs["net"])[SHOWN]
        _plane(row[0], runs["at"][SHOWN], runs["at"][SHOWN], runs["net"][SHOWN], least)
        row[0].set(title=f"net alone\n{landscape(name)}", xlabel="a random direction", ylabel="another")
        _plane(row[1], runs["a"][SHOWN], runs["w"][SHOWN], runs["neuron"][SHOWN], least)
        row[1].plot(runs["best_a"][SHOWN], runs["w"][SHOWN], color=style.ORANGE, lw=1.2)
        row[1].set(title="with the neuron, net and b held", xlabel="a", ylabel="w", xlim=(runs["a"][SHOWN].min(), runs["a"][SHOWN].max()))
        _way_down(row[2], runs, least)
    style.note(
        fig,
        f"Colours: log10 of |F - F(minimum)|, red above, blue below; the minima are the crosses. Left: one of {slices.seeds} random "
        "planes through the minimum of the net alone; none has a lower point near it. Middle: F over a and w with the net at its "
        f"minimum and b = 0, lambda = {slices.fixed['lam']:g}; orange: the best a for each w. Right: how far F falls along it. Where the "
        "slopes l' of the loss and their products with x add to zero the way is flat at first: F falls as w^4, with the factor that "
        "the theory gives (dotted). The neuron at a = 0, w = 0 is a degenerate saddle.",
    )
    return fig


def _plane(axis, x, y, values, minimum):
    """A plane of F - minimum on a signed logarithmic scale."""
    excess = values - minimum
    shown = np.sign(excess) * np.maximum(log10(np.maximum(np.abs(excess), 1e-12)) + 4.0, 0.0)
    axis.pcolormesh(x, y, shown, cmap="RdBu_r", vmin=-6, vmax=6, rasterized=True)
    axis.contour(x, y, excess, levels=[0.0], colors="k", linewidths=0.5)
    axis.plot(0, 0, "x", color=style.BLACK, ms=5)
    axis.grid(False)


def _way_down(axis, runs, minimum):
    """How far F falls along the best a, over w."""
    w, fallen = runs["w"], minimum - runs["opened"]
    right = w > 0
    for run in range(len(w)):
        axis.plot(w[run][right[run]], np.maximum(fallen[run][right[run]], 1e-14), color=style.BLUE, lw=0.9)
    quartic = runs["quartic"][SHOWN]
    small = w[SHOWN][right[SHOWN]]
    if np.isfinite(quartic):
        axis.plot(small, quartic * power(small, 4), ":", color=style.BLACK, lw=1, label=f"{quartic:.3g} $w^4$")
        axis.legend(loc="lower right")
    axis.axhline(minimum, color=style.GREY, lw=0.8)
    axis.set(xscale="log", yscale="log", xlabel="w", ylabel="fall of F", title="the way down", ylim=(1e-8, 10 * minimum))
