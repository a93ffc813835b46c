"""Literal gradient descent: its drift in a fixed flow time grows with the step, by what its squared gradients say exactly."""

import numpy as np

from descent.balance.claims.net import drift_power
from scripts import style
from scripts.plots.balance.architectures import KINDS, architectures
from scripts.plots.balance.words import ended
from scripts.study import measured


def draw(drift):
    """drift: gradient descent of every architecture with several steps. Returns the figure."""
    kinds = drift.grid["connections"]
    fig, axes = style.figure(2, len(kinds), height=2.0, sharex=True, sharey="row", height_ratios=[2, 1], squeeze=False)
    for connections, _, rows, colour, label in architectures(drift):
        axis, below = axes[:, kinds.index(connections)]
        median, power = rows.groupby("eta")["unit_drift"].median(), measured(drift_power, rows)
        axis.plot(rows["eta"], rows["unit_drift"], ".", color=colour, ms=2, alpha=0.4, rasterized=True)
        words = f"{label}: {power.value:.3f} [{power.low:.3f}, {power.high:.3f}]"
        axis.plot(median.index, median, marker=KINDS[connections][1], ms=4, color=colour, label=words)
        below.plot(rows["eta"], np.maximum(rows["unexplained"], 1e-17), "x", color=colour, ms=2, alpha=0.4, rasterized=True)
    for (axis, below), connections in zip(axes.T, kinds, strict=True):
        axis.set(xscale="log", yscale="log", title=KINDS[connections][0], ylim=(1e-5, 1))
        axis.legend(title=r"power of $\eta$, 95 % interval", loc="upper left", fontsize=style.points(6.5))
        below.set(yscale="log", xlabel=r"step $\eta$", ylim=(1e-17, 1e-13))
        below.set_xticks(drift.grid["eta"], [f"{eta:g}" for eta in drift.grid["eta"]])
        below.minorticks_off()
    axes[0, 0].set_ylabel("largest relative drift")
    axes[1, 0].set_ylabel("unexplained")
    style.note(
        fig,
        f"Literal gradient descent in float64 over the flow time {drift.fixed['time']}, depth {drift.fixed['depth']}, {drift.seeds} "
        "runs a point, lines through the medians. Above: drift of neurons or channels. Below: what is left of the layers' drift less "
        f"its exact value, the sum over iterations of the difference of two layers' squared steps. {ended(drift.metrics)}.",
    )
    return fig
