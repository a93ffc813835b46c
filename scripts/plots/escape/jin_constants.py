"""PGD with Jin et al.'s own constants: iterations until it stops, beside the bound of the proof and the iterations between two noises."""

import numpy as np

from descent.escape.claims.outcome import success_share
from scripts import style
from scripts.plots.escape.words import PGD, curvatures, given
from scripts.study import measured


def draw(jin_constants):
    """jin_constants: PGD until it stops by itself. Returns the figure."""
    fig, axis = style.figure(height=2.8)
    table, d = jin_constants.metrics, np.array(jin_constants.grid["d"])
    for L, colour in curvatures(jin_constants, PGD).items():
        rows = table[table["L"] == L]
        cells = [jin_constants.parameters(L=L, d=value) for value in d]
        found = measured(success_share, rows)
        stopped = [rows.loc[rows["d"] == value, "steps"].median() for value in d]
        axis.plot(
            d, stopped, "o-", color=colour, ms=4, label=f"$L$ = {L}: {round(found.value * found.runs):,} of {found.runs:,} at a minimum"
        )
        axis.plot(d, [cell["t_thres"] for cell in cells], ":", color=colour, lw=0.9)
        axis.plot(d, [cell["bound"] for cell in cells], "--", color=colour, lw=0.9)
    axis.plot([], [], "--", color=style.BLACK, label=r"bound of the proof, $\chi^4 \ell \Delta_f / (c^3 \epsilon^2)$")
    axis.plot([], [], ":", color=style.BLACK, label=r"least wait between two noises, $t_\mathrm{thres}$")
    axis.set(xscale="log", yscale="log", xlabel="$d$", ylabel="median iterations until PGD stops")
    axis.set_xticks(d, map(str, d))
    axis.minorticks_off()
    axis.set_title("PGD stops long before its bound")
    style.legend(fig, axis.get_legend_handles_labels()[0])
    style.note(
        fig,
        f"Literal PGD that stops by its own rule, ε = {given(jin_constants, 'eps')}; everything else is algorithm 2 of Jin et al. 2017. "
        f"Starts are uniform on [-1, 1]^d, {jin_constants.seeds} runs per point.",
    )
    return fig
