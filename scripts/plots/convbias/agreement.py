"""Literal GD, safe GD and the late-phase flow at the same margins."""

import numpy as np

from descent.convbias.claims.matched_margins import compared
from descent.convbias.records.matched_margins import MatchedMarginsRuns
from scripts import style, ticks
from scripts.plots.convbias.words import COSINE, METHODS
from scripts.style import matplotlib

WIDTHS = {"gd": 3.2, "safe_gd": 1.4, "flow": 1.2}
"""Thicker where another curve lies upon it."""
SHOWN = 4
"""Runs of the upper panels."""
CLOSE = 0.01
"""The relative difference that is marked."""
SMALLEST = 1e-7

NEEDS = {"matched_margins": {"method": ["safe_gd"]}}


def draw(matched_margins):
    """matched_margins: three methods from the same starts. Returns the figure."""
    study, table = matched_margins, matched_margins.metrics
    depths, sizes, tried = study.grid["depth"], study.grid["D"], study.grid["method"]
    methods = {method: (*METHODS[method], WIDTHS[method]) for method in METHODS if method in tried}
    fig, axes = style.figure(2, len(depths), height=2.2, least=1.05, sharex=True, sharey="row", squeeze=False)
    D = sizes[len(sizes) // 2]
    for (curves, differences), depth in zip(axes.T, depths, strict=True):
        rows = table[table["depth"] == depth]
        for method, (_, colour, width) in methods.items():
            part = MatchedMarginsRuns.of(rows).where(D=D, method=method)[:SHOWN]
            for margin, distance, start in zip(part.margins, part.l1_distances, part.flow_from, strict=True):
                late = ~(margin < start)
                curves.plot(margin[late], distance[late], color=colour, lw=width)
            if method == "safe_gd":
                continue
            for size in sizes:
                part = MatchedMarginsRuns.of(rows[rows["D"] == size])
                difference = np.maximum(np.abs(compared(part, method)), SMALLEST)
                differences.plot(part.where(method="safe_gd").margins, difference, ".", ms=1.5, alpha=0.5, color=colour, rasterized=True)
        differences.axhline(CLOSE, color=style.BLACK, lw=0.8, ls=":")
        curves.set_title(f"$L={depth}$, $D={D}$")
        differences.set(title=f"$L={depth}$, all $D$", xlabel="margin $M$")
    axes[0, 0].set(yscale="log", xlim=(-0.2, study.fixed["decades"]), ylabel=rf"{COSINE} to $\ell_1$ separator")
    axes[1, 0].set(yscale="log", ylabel="difference from safe GD")
    ticks.powers(axes[1, 0].xaxis)
    style.legend(fig, [matplotlib.lines.Line2D([], [], color=colour, lw=width, label=label) for label, colour, width in methods.values()])
    diverged = int((table["status"] == "diverged").sum())
    style.note(
        fig,
        f"Starts of size {study.fixed['start_size']}; {study.fixed['steps']:,} steps of literal GD with η = {study.fixed['eta']} and of "
        f"safe GD, the flow after {study.fixed['steps_before_flow']:,} of these; {study.seeds} runs for each method, depth and D, of "
        f"which the upper panels show {min(SHOWN, study.seeds)}. {diverged or 'None'} of {len(table):,} runs diverged.",
    )
    return fig
