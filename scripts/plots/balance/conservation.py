"""Theorems 2.1 to 2.3: what gradient flow conserves, for every architecture, and that what moves is the solver's error."""

import numpy as np

from descent.elementary import log10
from scripts import style, ticks
from scripts.plots.balance.architectures import architectures, handles
from scripts.plots.balance.drift_panels import LABEL
from scripts.plots.balance.words import CONNECTIONS, ended

PROMISE = 1e-9
"""What the conservation is checked to."""
WIDE, NARROW = [["drifts", "drifts"], ["others", "errors"]], [["drifts"], ["others"], ["errors"]]
line = style.matplotlib.lines.Line2D


def strips(axis, study):
    """A strip for each architecture: its depths from left to right, and what theorems 2.1, 2.3 and 2.2 are about."""
    depths, places = study.grid["depth"], {}
    for place, (connections, _, rows, colour, _) in enumerate(architectures(study)):
        word, marker = CONNECTIONS[connections]
        at = place + 0.6 * ((rows["depth"].map(depths.index) + 0.5) / len(depths) - 0.5)
        places.setdefault(word, []).append(place)
        axis.plot(at, rows["unit_drift"], marker, color=colour, mfc="white", ms=3, mew=0.8)
        axis.plot(at, rows["layer_drift"], "_", color=colour, ms=4)
        axis.plot(at, rows["matrix_drift"], "x", color=style.BLACK, ms=3)
    axis.set_xticks([np.mean(at) for at in places.values()], places)
    axis.tick_params(axis="x", length=0)
    axis.grid(visible=False, axis="x")
    several = f"depths {depths[0]} to {depths[-1]}, side by side" if len(depths) > 1 else f"depth {depths[0]}"
    axis.set_title(f"every architecture, {several}")


def draw(conservation, losses, tolerance):
    """conservation: every architecture and depth; losses: other losses; tolerance: looser solvers. Returns the figure."""
    shape = WIDE if style.fitting(2, 1.8) > 1 else NARROW
    fig = style.empty(2.0 * len(shape) + 0.6)
    drifts, others, errors = fig.subplot_mosaic(shape).values()
    strips(drifts, conservation)
    kinds, tried = losses.grid["connections"], losses.grid["loss"]
    for connections, _, rows, colour, _ in architectures(losses):
        at = rows["loss"].map(tried.index) + 0.25 * (kinds.index(connections) - (len(kinds) - 1) / 2)
        others.plot(at, rows["unit_drift"], CONNECTIONS[connections][1], color=colour, mfc="white", ms=3, mew=0.8)
    others.set_xticks(range(len(tried)), [loss.replace("_", "-") for loss in tried])
    others.set(title=f"other losses, depth {losses.fixed['depth']}", xlim=(-0.6, len(tried) - 0.4))
    for axis in (drifts, others):
        axis.axhline(PROMISE, color=style.BLACK, lw=0.8, ls=":")
        axis.set(yscale="log", ylabel=LABEL)
        axis.set_ylim(top=max(axis.get_ylim()[1], 100 * PROMISE))
    for connections, _, rows, colour, _ in architectures(tolerance):
        median = rows.groupby("tolerance")["unit_drift"].median()
        errors.plot(median.index, median, marker=CONNECTIONS[connections][1], mfc="white", color=colour, ms=3.5, lw=1)
    ends = np.array([min(tolerance.grid["tolerance"]), max(tolerance.grid["tolerance"])])
    errors.plot(ends, ends, color=style.BLACK, lw=0.8, ls="--", label="drift = tolerance")
    errors.set(xscale="log", yscale="log", xlabel="tolerance of the solver", ylabel=LABEL, title="looser solvers, medians")
    errors.legend(loc="lower right")
    shown = handles(conservation, losses, tolerance)
    shown.append(line([], [], color=style.BLACK, ls="", marker="_", label="layers"))
    if conservation.metrics["matrix_drift"].notna().any():
        shown.append(line([], [], color=style.BLACK, ls="", marker="x", ms=4, label="matrix of theorem 2.2"))
    shown.append(line([], [], color=style.BLACK, lw=0.8, ls=":", label=f"${ticks.power(round(float(log10(PROMISE)), 1))}$, checked bound"))
    style.legend(fig, shown)
    fixed = conservation.fixed
    tolerances = " and ".join(dict.fromkeys(f"{study.fixed['tolerance']:g}" for study in (conservation, losses)))
    style.note(
        fig,
        f"Gradient flow in float64 by DOP853 over the flow time {fixed['time']}, in (c) {tolerance.fixed['time']}, to the tolerance "
        f"{tolerances}; {fixed['width']} neurons per layer, {fixed['N']} points (our choices), {conservation.seeds} runs for each case of "
        f"(a). {ended(conservation.metrics, losses.metrics, tolerance.metrics)}.",
    )
    return fig
