"""1 - cos against the margin, every depth of both networks, with the rates."""

import numpy as np

from descent.convbias.convergence import LEVELS
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from descent.elementary import power
from scripts import style
from scripts.plots.convbias.words import DEPTHS, decade, ended, flow, size

SEEN = 40
"""Decades of margin that are drawn."""


def panel(axis, rows, colour):
    """All runs of a cell, their median, and the median margins at which the levels are reached."""
    runs = LinearNetRuns.of(rows)
    margin, distance = runs.margins, np.maximum(runs.distances, FLOOR)
    axis.plot(*style.strands(margin, distance), color=colour, lw=0.4, alpha=0.3, rasterized=True)
    axis.plot(np.nanmedian(margin, axis=0), np.nanmedian(distance, axis=0), color=colour, lw=1.8)
    levels = ", ".join(map(decade, LEVELS.values()))
    axis.plot([rows[name].median() for name in LEVELS], LEVELS.values(), "o", color=style.BLACK, ms=3, zorder=5, label=levels)
    axis.set_title(
        f"L = {rows['depth'].iloc[0]}, to {rows['target'].iloc[0]}\nfitted: $M^{{{rows['rate'].median():.3f}}}$", fontsize=style.points(7.5)
    )
    axis.set(yscale="log", xlim=(-1, SEEN), ylim=(FLOOR, 3))


def draw(fully_connected, convolutional):
    """fully_connected: theorem 1; convolutional: theorems 2 and 2a. Returns the figure."""
    studies = {"fully connected": fully_connected, "convolutional": convolutional}
    sizes = [size(fully_connected, convolutional), size(convolutional, fully_connected)]
    tables = [study.metrics[study.metrics["D"] == D] for study, D in zip(studies.values(), sizes, strict=True)]
    depths = sorted({depth for study in studies.values() for depth in study.grid["depth"]})
    colours = style.colours(depths, DEPTHS)
    fig, axes = style.figure(2, len(depths), height=2.4, sharex=True, sharey=True, squeeze=False)
    for row, (name, study), table in zip(axes, studies.items(), tables, strict=True):
        for axis, depth in zip(row, depths, strict=True):
            if depth not in study.grid["depth"]:
                axis.axis("off")
                continue
            rows = table[table["depth"] == depth]
            panel(axis, rows, colours[depth])
            if study is fully_connected:
                M = np.array([5.0, SEEN])
                axis.plot(M, power(10.0, 1.2 + rows["predicted_rate"].iloc[0] * M), color=style.BLACK, lw=0.9, ls=":", label="$M^{-2/L}$")
        first = next(axis for axis in row if axis.axison)
        first.set_ylabel(f"{name}: 1 - cos")
        first.tick_params(labelleft=True)
        for axis in row:
            axis.tick_params(labelbottom=True)
    for axis in axes[1]:
        axis.set_xlabel("log10 M")
    if not axes[1, 0].axison:
        axes[0, 0].set_xlabel("log10 M")
        axes[1, 0].legend(*axes[0, 0].get_legend_handles_labels(), loc="center", title="median margin of\n1 - cos below")
    style.note(
        fig,
        f"{flow(convolutional)}; M: margin; D = {' and '.join(map(str, dict.fromkeys(sizes)))}, {fully_connected.fixed['N']} Gaussian "
        f"signals, {fully_connected.seeds} runs for each depth fully connected and {convolutional.seeds} convolutional: all thin, median "
        "bold. l2: maximum margin; l1: least l1 norm of Fourier coefficients; own end: where theorem 2a names no point. "
        f"{ended(*tables)}. Distances below {FLOOR:g} are rounding.",
    )
    return fig
