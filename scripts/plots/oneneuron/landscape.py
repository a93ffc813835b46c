"""The landscape through a bad minimum: closed in the planes of the net, open in the plane of the neuron, and how the way down begins."""

import numpy as np

from descent.elementary import log10, power
from descent.oneneuron.slices import measured_quartic, minimum
from scripts import style, ticks
from scripts.plots.oneneuron.words import landscape

SHOWN = 0
"""The run whose planes are drawn; the curves are of all."""
WAY_DOWN = style.ORANGE
FINEST, STEEPEST = -4, 2
"""log10 of the excess from which the colours start, and at which they end."""


def draw(slices):
    """slices: planes through known minima. Returns the figure."""
    names = slices.grid["landscape_name"]
    fig, axes = style.figure(len(names), 3, height=2.2, least=1.6, squeeze=False)
    for row, name in zip(axes, names, strict=True):
        runs = slices.runs("at", "net", "a", "w", "neuron", "best_a", "opened", "quartic", landscape_name=name)
        a, w, at, least = runs["a"][SHOWN], runs["w"][SHOWN], runs["at"][SHOWN], minimum(runs["net"])[SHOWN]
        plane(row[0], at, at, runs["net"][SHOWN], least)
        row[0].set(title=f"{landscape(name)}: net alone", xlabel="a random direction", ylabel="another")
        colours = plane(row[1], a, w, runs["neuron"][SHOWN], least)
        row[1].plot(runs["best_a"][SHOWN], w, color=WAY_DOWN, lw=1.4)
        row[1].set(title="with the neuron", xlabel="a", ylabel="w", xlim=(a.min(), a.max()))
        way_down(row[2], runs, least)
    scale = fig.colorbar(colours, ax=list(axes.flat), location="bottom", shrink=0.6, aspect=40, label="F minus its value at the minimum")
    exponents = (STEEPEST, -1, FINEST)
    shown = [exponent - FINEST for exponent in exponents]
    scale.set_ticks([-at for at in shown] + shown[-2::-1])
    scale.set_ticklabels([f"$-{ticks.power(e)}$" for e in exponents[:-1]] + ["0"] + [f"${ticks.power(e)}$" for e in exponents[-2::-1]])
    style.note(
        fig,
        f"Crosses: the minima; black lines: where F has its value there; λ = {slices.fixed['lam']:g}. Net alone: one of {slices.seeds} "
        f"random planes per minimum; {nearest(slices)}. With the neuron: F over a and w, with the net at its minimum and b = 0. Orange: "
        "the best a for each w, and beside it how far F falls along it; at the grey line F is zero. Dotted: the first term in w^4 that "
        "theory gives where the way down is flat at first.",
    )
    return fig


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


def nearest(slices) -> str:
    """How near to the minima a plane of a net has a lower point."""
    least = np.inf
    for name in slices.grid["landscape_name"]:
        runs = slices.runs("at", "net", landscape_name=name)
        for at, net, F in zip(runs["at"], runs["net"], minimum(runs["net"]), strict=True):
            distances = np.sqrt(at[:, None] ** 2 + at[None, :] ** 2)
            least = min(least, distances[net < F * (1 - 1e-9)].min(initial=np.inf))
    return f"no point of theirs within {least:.2f} of it is lower" if np.isfinite(least) else "no point of theirs is lower"
