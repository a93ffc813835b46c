"""Literal descent, safe descent and the late-phase flow at the same margins."""

import numpy as np

from descent.convbias.claims.matched_margins import compared
from descent.convbias.records.matched_margins import MatchedMarginsRuns
from scripts import style

LABELS = {
    "gd": ("literal descent", style.ORANGE, 3.2),
    "safe_gd": ("safe descent", style.BLACK, 1.4),
    "flow": ("late-phase flow", style.BLUE, 1.0),
}
SHOWN = 4
"""Runs of the upper panels."""

NEEDS = {"matched_margins": {"method": ["safe_gd"]}}


def draw(matched_margins):
    """matched_margins: three methods from the same starts. Returns the figure."""
    table, depths, sizes = matched_margins.metrics, matched_margins.grid["depth"], matched_margins.grid["D"]
    fig, axes = style.figure(2, len(depths), height=2.4, sharex=True, sharey="row", squeeze=False)
    D, tried = sizes[len(sizes) // 2], matched_margins.grid["method"]
    for (curves, differences), depth in zip(axes.T, depths, strict=True):
        rows = table[table["depth"] == depth]
        for method in [method for method in LABELS if method in tried]:
            label, colour, width = LABELS[method]
            part = MatchedMarginsRuns.of(rows).where(D=D, method=method)[:SHOWN]
            for number, (margin, distance, start) in enumerate(zip(part.margins, part.l1_distances, part.flow_from, strict=True)):
                late = ~(margin < start)
                curves.plot(margin[late], distance[late], color=colour, lw=width, label=label if number == 0 else None)
        for method in [method for method in ("gd", "flow") if method in tried]:
            for size in sizes:
                part = MatchedMarginsRuns.of(rows[rows["D"] == size])
                safe = part.where(method="safe_gd").margins
                difference = np.abs(compared(part, method))
                differences.plot(safe, np.maximum(difference, 1e-7), ".", ms=1.5, alpha=0.5, color=LABELS[method][1], rasterized=True)
        curves.set(yscale="log", title=f"L = {depth}, D = {D}, {SHOWN} runs")
        differences.set(
            yscale="log", xlabel="log10 of the margin", title=f"L = {depth}, all D, all runs", xlim=(-0.2, matched_margins.fixed["decades"])
        )
        differences.axhline(0.01, color=style.GREY, lw=0.8, ls=":")
    axes[0, 0].set_ylabel("1 - cos to the l1 separator")
    axes[1, 0].set_ylabel("relative difference from safe descent")
    axes[0, 0].legend(fontsize=style.points(6.5))
    diverged = int((table["status"] == "diverged").sum())
    style.note(
        fig,
        f"From the same starts (size {matched_margins.fixed['start_size']}): literal descent with eta = {matched_margins.fixed['eta']} "
        f"and safe descent, {matched_margins.fixed['steps']:,} steps each, and the flow after "
        f"{matched_margins.fixed['steps_before_flow']:,} safe steps; {matched_margins.seeds} runs for each depth and D; {diverged} of "
        f"{len(table)} diverged. Dotted: 1 %. The margin of literal descent grows as the logarithm of its steps.",
    )
    return fig
