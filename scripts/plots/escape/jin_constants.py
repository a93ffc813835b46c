"""PGD with Jin et al.'s own constants: iterations until it stops, beside the bound of the proof and the iterations between two noises."""

import numpy as np

from scripts import style
from scripts.plots.escape.words import PGD, curvatures, ended, given


def draw(jin_constants):
    """jin_constants: PGD until it stops by itself. Returns the figure."""
    fig, axis = style.figure(height=2.6)
    table, d = jin_constants.metrics, np.array(jin_constants.grid["d"])
    before = bool((table["status"] == "converged").all())
    for L, colour in curvatures(jin_constants, PGD).items():
        rows = table[table["L"] == L]
        cells = [jin_constants.parameters(L=L, d=value) for value in d]
        before &= all(rows.loc[rows["d"] == cell["d"], "steps"].max() < cell["bound"] for cell in cells)
        stopped = [rows.loc[rows["d"] == value, "steps"].median() for value in d]
        axis.plot(d, stopped, "o-", color=colour, ms=4, label=f"$L = {L}$")
        axis.plot(d, [cell["t_thres"] for cell in cells], ":", color=colour, lw=0.9)
        axis.plot(d, [cell["bound"] for cell in cells], "--", color=colour, lw=0.9)
    axis.plot([], [], "--", color=style.BLACK, label=r"bound of the proof, $\chi^4 \ell \Delta_f / (c^3 \epsilon^2)$")
    axis.plot([], [], ":", color=style.BLACK, label=r"least wait between two noises, $t_\mathrm{thres}$")
    axis.set(xscale="log", yscale="log", xlabel="$d$", ylabel="median iterations until PGD stops")
    axis.set_xticks(d, map(str, d))
    axis.minorticks_off()
    axis.set_title("Every run stops at a minimum before the bound of the proof" if before else "Iterations beside the bound of the proof")
    style.legend(fig, axis.get_legend_handles_labels()[0])
    style.note(
        fig,
        f"Literal PGD, ε = {given(jin_constants, 'eps')}; starts uniform on [-1, 1]^d, {jin_constants.seeds:,} runs per point; "
        f"{ended(table)}.",
    )
    return fig
