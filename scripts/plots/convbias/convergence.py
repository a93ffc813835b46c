"""1 - cos against the margin, every depth of both networks, with the powers of the margin."""

import numpy as np

from descent.convbias.convergence import LEVELS
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from descent.elementary import power
from scripts import style, ticks
from scripts.plots.convbias.words import COSINE, DEPTHS, MARKS, TARGETS, below, ended, flow, size
from scripts.style import matplotlib

SEEN = 40
"""Decades of margin that are drawn."""
SHIFT = 1.2
"""Decades by which the theorem's powers stand above the runs."""


def curves(axis, rows, colour):
    """All runs of a cell, their median, and the median margins at which the levels are reached."""
    runs = LinearNetRuns.of(rows)
    margin, distance = runs.margins, np.maximum(runs.distances, FLOOR)
    axis.plot(*style.strands(margin, distance), color=colour, lw=0.4, alpha=0.3, rasterized=True)
    axis.plot(np.nanmedian(margin, axis=0), np.nanmedian(distance, axis=0), color=colour, lw=1.8)
    for name, level in LEVELS.items():
        axis.plot(rows[name].median(), level, MARKS[name][0], color=style.BLACK, ms=2.8, zorder=5)


def draw(fully_connected, convolutional):
    """fully_connected: theorem 1; convolutional: theorems 2 and 2a. Returns the figure."""
    sizes = [size(fully_connected, convolutional), size(convolutional, fully_connected)]
    full, conv = (study.metrics[study.metrics["D"] == D] for study, D in zip((fully_connected, convolutional), sizes, strict=True))
    deep = convolutional.grid["depth"]
    colours = style.colours(sorted({*fully_connected.grid["depth"], *deep}), DEPTHS)
    fig, axes = style.panels(1 + len(deep), height=2.1, sharex=True, sharey=True)
    for depth, rows in full.groupby("depth"):
        curves(axes[0], rows, colours[depth])
        M = np.array([5.0, SEEN])
        axes[0].plot(M, power(10.0, SHIFT + rows["predicted_rate"].iloc[0] * M), color=style.BLACK, lw=0.9, ls=":")
    axes[0].set_title(f"fully connected, to {TARGETS[full['target'].iloc[0]]}")
    for axis, (depth, rows) in zip(axes[1:], conv.groupby("depth"), strict=True):
        curves(axis, rows, colours[depth])
        axis.set_title(f"convolutional, $L={depth}$, to {TARGETS[rows['target'].iloc[0]]}: $M^{{{rows['rate'].median():.2f}}}$")
    axes[0].set(yscale="log", xlim=(-1, SEEN), ylim=(FLOOR, 3))
    ticks.powers(axes[0].xaxis)
    for axis in axes:
        axis.set_xlabel("margin $M$")
        axis.tick_params(labelbottom=True)
        if axis.get_subplotspec().is_first_col():
            axis.set_ylabel(COSINE)
    lines = [matplotlib.lines.Line2D([], [], color=colour, label=f"$L={depth}$") for depth, colour in colours.items()]
    lines += [matplotlib.lines.Line2D([], [], color=style.BLACK, ls=":", label="$M^{-2/L}$")]
    look = {"color": style.BLACK, "ls": "", "ms": 3}
    lines += [matplotlib.lines.Line2D([], [], marker=MARKS[name][0], label=below(level), **look) for name, level in LEVELS.items()]
    style.legend(fig, lines)
    off = (full["rate"] / full["predicted_rate"] - 1).abs().max()
    style.note(
        fig,
        f"The fitted powers of fully connected nets are the predicted \N{MINUS SIGN}2/L to a relative {off:.0e} in every run. "
        f"D = {' and '.join(map(str, dict.fromkeys(sizes)))}, {fully_connected.fixed['N']} Gaussian signals. {flow(convolutional)}. "
        f"{ended(full, conv)}. Distances below {FLOOR:g} are rounding.",
    )
    return fig
