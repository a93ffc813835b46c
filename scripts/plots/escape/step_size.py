"""Growth of the escape time per saddle against the step size: smaller steps do not save GD."""

import numpy as np

from descent.elementary import exp, log
from descent.escape.plateaus import growth, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import curvatures

CLOSE = 0.01
"""The relative distance up to which a growth counts as that of gradient flow."""


def draw(step_size):
    """step_size: event-driven GD over step sizes. Returns the figure."""
    table, gamma, d = step_size.metrics, step_size.parameters()["gamma"], step_size.fixed["d"]
    table["growth"] = growth(OctopusRuns.of(table).escape, d // 2, d)
    fig, axis = style.figure(1, 1, height=2.8)
    for L, colour in curvatures(step_size).items():
        rows = table[table["L"] == L]
        eta = exp(np.linspace(log(rows["eta_value"].min()), log(rows["eta_value"].max()), 200))
        axis.plot(eta * L, predicted_growth(eta, L, gamma), color=colour, lw=1)
        axis.plot(rows["eta_value"] * L, rows["growth"], "o", color=colour, ms=4, label=f"$L = {L}$")
        axis.axhline((L + gamma) / gamma, color=colour, lw=0.8, ls=":")
    axis.set(xscale="log", xlabel=r"$\eta L$", ylabel="growth of the escape time per saddle", ylim=(1, None))
    axis.xaxis.set_minor_formatter(style.matplotlib.ticker.NullFormatter())
    above = (table["growth"] > (1 - CLOSE) * (table["L"] + gamma) / gamma).all()
    axis.set_title(r"Smaller steps leave the growth at $(L + \gamma)/\gamma$" if above else "Growth against the step size")
    style.legend(fig, axis.get_legend_handles_labels()[0])
    style.note(
        fig,
        f"d = {d}, {step_size.seeds:,} runs per point, all drawn; the growth is a geometric mean over saddles {d // 2} to {d}.",
    )
    return fig
