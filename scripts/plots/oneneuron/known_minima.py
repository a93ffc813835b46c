"""Known bad minima: what nearby starts end as, with the net alone and with the neuron."""

import numpy as np
import pandas

from descent.elementary import log10
from scripts import style
from scripts.plots.oneneuron.share_panels import above, counted, height, patches, stacked
from scripts.plots.oneneuron.words import CLASS_COLOURS, CONVERGED, landscape

SIDES = {"none": ("net alone", "o", "none"), "exponential": ("with the neuron", "o", None)}
"""Label, marker and filling of an augmentation's ends."""
LEAST = 1e-12
"""Values below this stand at it."""


def draw(known_minima, safran_shamir):
    """known_minima: starts beside each; safran_shamir: one over all Gaussian inputs. Returns the figure."""
    shamir = safran_shamir.metrics.assign(landscape_name="Safran and Shamir")
    table, names = known_minima.metrics, [*known_minima.grid["landscape_name"], "Safran and Shamir"]
    sides = [side for side in SIDES if side in known_minima.grid["augmentation"]]
    losses = {name: rows["known_loss"].iloc[0] for study in (table, shamir) for name, rows in study.groupby("landscape_name")}
    labels = [f"{landscape(name)}: {losses[name]:.3g}" for name in names]
    fig, axes = style.figure(1, len(sides) + 1, height(len(names), 0.16) + 0.4, least=1.7, sharey=True)
    for axis, side in zip(axes, sides, strict=False):
        bars = [(label, {"landscape_name": name, "augmentation": side}) for label, name in zip(labels, names, strict=True)]
        stacked(axis, table, bars, missing="not classified")
        axis.set_title(SIDES[side][0])
    stacked(axes[-1], table[:0], [(label, {}) for label in labels])
    for rows in (table, shamir):
        for (name, side, kind), ends in rows.assign(kind=rows.get("class", "")).groupby(["landscape_name", "augmentation", "kind"]):
            _dots(axes[-1], names.index(name), ends["F"] / losses[name], CLASS_COLOURS.get(kind, style.BLACK), *SIDES[side][1:])
    axes[-1].set_xscale("log")
    axes[-1].set(xlim=(LEAST / 3, 10), title="where runs end", xlabel="F divided by the minimum's loss")
    axes[-1].grid(True, axis="x")
    marks = [
        style.matplotlib.lines.Line2D([], [], ls="", color="k", marker=mark, mfc=fill, label=label)
        for label, mark, fill in map(SIDES.get, sides)
    ]
    above(fig, patches(table) + marks)
    fixed, runs = known_minima.fixed, pandas.concat([table, shamir])
    shares = ". ".join(_returned(runs[runs["augmentation"] == side], side) for side in sides)
    style.note(
        fig,
        f"Numbers after the names: the minima's losses; the least loss of all is 0. {known_minima.seeds} starts at the distance "
        f"{fixed['radius']:g} of each minimum, L-BFGS {CONVERGED} in at most {fixed['max_iterations']:,} iterations. Safran and Shamir's "
        f"is over all Gaussian inputs and in closed form; its ends, from {safran_shamir.seeds} starts, are black. Values below "
        f"10^{log10(LEAST):.0f} stand there. {shares}. {counted(table)}.",
    )
    return fig


def _dots(axis, position: int, ratios, colour, marker, filling):
    """The ends of some runs on a landscape's row, spread over its height."""
    spread = np.linspace(-0.28, 0.28, len(ratios)) if len(ratios) > 1 else np.zeros(1)
    shown = np.maximum(ratios, LEAST)
    axis.plot(shown, position + spread, marker, ms=2.5, mew=0.6, color=colour, mfc=filling or colour, alpha=0.7, rasterized=True)


def _returned(rows, side: str) -> str:
    """How many runs came back to their minimum, and how many ended high above zero."""
    high = (rows["F"] > rows["known_loss"] / 2).sum()
    back = f"{SIDES[side][0].capitalize()}, {rows['returned'].sum()} of {len(rows)} runs return to their minimum"
    return back if side == "none" else f"{back}, and {high} end above half its loss"
