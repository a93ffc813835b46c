"""Literal gradient descent: its drift in a fixed flow time grows with the step, by what its squared gradients say exactly."""

import numpy as np

from descent.elementary import log10, power
from scripts import style
from scripts.plots.balance.architectures import architectures
from scripts.plots.balance.drift_panels import draw_drift, finish_drift
from scripts.plots.balance.words import CONNECTIONS, ended


def draw(drift):
    """drift: gradient descent of every architecture with several steps. Returns the figure."""
    kinds, etas, powers = drift.grid["connections"], drift.grid["eta"], []
    fig, axes = style.panels(len(kinds) + 1, height=2.1, least=1.8, most=2)
    left = axes[-1]
    for connections, _, rows, colour, label in architectures(drift):
        marker = CONNECTIONS[connections][1]
        powers.append(draw_drift(axes[kinds.index(connections)], rows, colour, label, marker=marker))
        left.plot(rows["eta"], rows["unexplained"], marker, color=colour, ms=2.5, alpha=0.4, rasterized=True)
    for axis, connections in zip(axes, kinds, strict=False):
        finish_drift(axis, etas, CONNECTIONS[connections][0])
    left.set(xscale="log", yscale="log", xlabel=r"step $\eta$", ylabel="relative rest", title="drift less its exact value")
    left.set_xticks(etas, [f"{eta:g}" for eta in etas])
    left.minorticks_off()
    left.set_ylim(*(power(10.0, edge(log10(end))) for edge, end in zip((np.floor, np.ceil), left.get_ylim(), strict=True)))
    known = [end for measure in powers for end in (measure.low, measure.high) if np.isfinite(end)]
    intervals = f"The 95 % intervals of all powers lie within [{min(known):.2f}, {max(known):.2f}]. " if known else ""
    style.note(
        fig,
        f"Dots are runs, {drift.seeds} for each step; lines join medians. {intervals}Literal gradient descent in float64 over the flow "
        f"time {drift.fixed['time']}, depth {drift.fixed['depth']}. {ended(drift.metrics)}.",
    )
    return fig
