"""Theorems 2.1 to 2.3: what gradient flow conserves, for every architecture, and that what moves is the solver's error."""

import numpy as np

from scripts import style
from scripts.plots.balance.architectures import KINDS, architectures
from scripts.plots.balance.words import ended

PROMISE = 1e-9
"""What the conservation is checked to."""


def draw(conservation, losses, tolerance):
    """conservation: every architecture and depth; losses: other losses; tolerance: looser solvers. Returns the figure."""
    fig, (drifts, others, errors) = style.figure(1, 3, height=3.0, width_ratios=[1.5, 1, 1.1], sharey=True)
    depths, places = conservation.grid["depth"], {}
    for place, (connections, _, rows, colour, _) in enumerate(architectures(conservation)):
        at = place * (len(depths) + 1) + rows["depth"].map(depths.index)
        places.setdefault(KINDS[connections][0], []).append(at.mean())
        drifts.plot(at, rows["unit_drift"], KINDS[connections][1], color=colour, ms=3, alpha=0.7)
        drifts.plot(at, rows["layer_drift"], "_", color=colour, ms=4, alpha=0.7)
        drifts.plot(at, rows["matrix_drift"], "x", color=style.BLACK, ms=3)
    drifts.set_xticks([np.mean(at) for at in places.values()], places)
    drifts.set(yscale="log", ylabel="largest relative drift in flow", title=f"depths {depths[0]} to {depths[-1]} side by side")
    for axis in (drifts, others):
        axis.axhline(PROMISE, color=style.BLACK, lw=0.8, ls=":")
    kinds, tried = losses.grid["connections"], losses.grid["loss"]
    for connections, _, rows, colour, _ in architectures(losses):
        at = rows["loss"].map(tried.index) + 0.25 * (kinds.index(connections) - (len(kinds) - 1) / 2)
        others.plot(at, rows["unit_drift"], KINDS[connections][1], ms=3, color=colour, alpha=0.7)
    others.set_xticks(range(len(tried)), [loss.replace("_", "-") for loss in tried])
    others.set(title=f"other losses, depth {losses.fixed['depth']}", xlim=(-0.6, len(tried) - 0.4))
    for connections, _, rows, colour, label in architectures(tolerance):
        median = rows.groupby("tolerance")["unit_drift"].median()
        label = label if connections == tolerance.grid["connections"][0] else None
        errors.plot(median.index, median, marker=KINDS[connections][1], color=colour, ms=3, lw=1, label=label)
    line = np.array([min(tolerance.grid["tolerance"]), max(tolerance.grid["tolerance"])])
    errors.plot(line, line, color=style.BLACK, lw=0.8, ls=":", label="drift = tolerance")
    errors.set(xscale="log", xlabel="tolerance of the solver", title="looser solvers, medians")
    errors.legend(loc="lower right")
    fixed = conservation.fixed
    style.note(
        fig,
        f"Gradient flow in float64 (DOP853, every kink found and slid along), tolerance {fixed['tolerance']:g}, flow time "
        f"{fixed['time']}; {fixed['width']} neurons a layer, {fixed['N']} points (ours), {conservation.seeds} runs a cell. Circles, "
        "squares, triangles: neurons (2.1) or channels; bars: layers (corollary, 2.3); crosses: the matrix of 2.2. Drift is relative "
        f"to the sum of the squared norms. Dotted: {PROMISE:g}, and drift = tolerance. "
        f"{ended(conservation.metrics, losses.metrics, tolerance.metrics)}.",
    )
    return fig
