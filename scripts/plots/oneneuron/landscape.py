"""The landscape through a bad minimum: closed in the planes of the net, open in the plane of the neuron, and how the way down begins."""

import numpy as np

from descent.elementary import square
from descent.oneneuron.slices import minimum
from scripts import style, ticks
from scripts.plots.oneneuron.slice_panels import FINEST, SHOWN, STEEPEST, WAY_DOWN, plane, way_down
from scripts.plots.oneneuron.words import landscape

FLAT = "Dotted: the first term, in w^4, that theory gives where the way down is flat at first."


def draw(slices):
    """slices: planes through known minima. Returns the figure."""
    names = slices.grid["landscape_name"]
    fig, axes = style.figure(len(names), 3, height=2.2, least=1.6, squeeze=False)
    flat = False
    for row, name in zip(axes, names, strict=True):
        runs = slices.runs("at", "net", "a", "w", "neuron", "best_a", "opened", "quartic", landscape_name=name)
        a, w, at, least = runs["a"][SHOWN], runs["w"][SHOWN], runs["at"][SHOWN], minimum(runs["net"])[SHOWN]
        plane(row[0], at, at, runs["net"][SHOWN], least)
        row[0].set(title=f"{landscape(name)}: net alone", xlabel="a random direction", ylabel="another")
        colours = plane(row[1], a, w, runs["neuron"][SHOWN], least)
        row[1].plot(runs["best_a"][SHOWN], w, color=WAY_DOWN, lw=1.4)
        row[1].set(title="with the neuron", xlabel="a", ylabel="w", xlim=(a.min(), a.max()))
        way_down(row[2], runs, least)
        flat = flat or np.isfinite(runs["quartic"][SHOWN])
    across = {"location": "bottom", "shrink": 0.6, "aspect": 40, "extend": "both"}
    scale = fig.colorbar(colours, ax=list(axes.flat), label="F minus its value at the minimum", **across)
    exponents = (STEEPEST, -1, FINEST)
    shown = [exponent - FINEST for exponent in exponents]
    scale.set_ticks([-at for at in shown] + shown[-2::-1])
    scale.set_ticklabels([f"$-{ticks.power(e)}$" for e in exponents[:-1]] + ["0"] + [f"${ticks.power(e)}$" for e in exponents[-2::-1]])
    style.note(
        fig,
        f"Crosses: the minima; black lines: where F has its value there; λ = {slices.fixed['lam']:g}. Net alone: one of {slices.seeds} "
        f"random planes per minimum; {nearest(slices)}. With the neuron: F over a and w, with the net at its minimum and b = 0. Orange: "
        f"the best a for each w, and beside it how far F falls along it; at the grey line F is zero.{' ' + FLAT if flat else ''}",
    )
    return fig


def nearest(slices) -> str:
    """How near to the minima a plane of a net has a lower point."""
    least = np.inf
    for name in slices.grid["landscape_name"]:
        runs = slices.runs("at", "net", landscape_name=name)
        for at, net, F in zip(runs["at"], runs["net"], minimum(runs["net"]), strict=True):
            distances = np.sqrt(square(at[:, None]) + square(at[None, :]))
            least = min(least, distances[net < F * (1 - 1e-9)].min(initial=np.inf))
    return f"no point of theirs within {least:.2f} of it is lower" if np.isfinite(least) else "no point of theirs is lower"
