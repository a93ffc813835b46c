"""How far descent must go to show its limit: the margin from which on 1 - cos stays below 1e-2, 1e-4, 1e-6."""

import numpy as np

from descent.convbias.claims.linear_net import LOG10_LARGEST_LITERAL_MARGIN, within_literal_reach
from descent.convbias.convergence import LEVELS
from descent.elementary import log, log10
from scripts import style, ticks
from scripts.plots.convbias.words import DEPTHS, LEFT_OUT, LITERAL, MARKS, below, decade, ended, flow, size
from scripts.study import measured
from scripts.style import matplotlib

STEPS = 1e6
"""Steps of literal GD, whose margin grows as their logarithm."""
LEAST = 0.5
"""log10 of the least margin that is drawn."""


def draw(fully_connected, depth_two):
    """fully_connected: theorem 1; depth_two: theorem 2. Returns the figure."""
    D, table, two = size(fully_connected, depth_two), fully_connected.metrics, depth_two.metrics
    depths, sizes = fully_connected.grid["depth"], depth_two.grid["D"]
    fig, (cells, *shares) = style.panels(1 + len(sizes), height=2.0, most=2)
    for place, (depth, colour) in enumerate(style.colours(depths, DEPTHS).items()):
        rows = table[(table["D"] == D) & (table["depth"] == depth)]
        for name in LEVELS:
            low, middle, high = rows[name].fillna(np.inf).quantile([0.05, 0.5, 0.95], interpolation="nearest")
            cells.plot([low, high], [place] * 2, color=colour, lw=1.5)
            cells.plot(middle, place, MARKS[name][0], color=colour, ms=4)
    cells.set(title=f"fully connected, $D={D}$", ylabel="depth $L$", yticks=range(len(depths)), yticklabels=depths, xlim=(LEAST, None))
    cells.invert_yaxis()
    for axis, own in zip(shares, sizes, strict=True):
        rows = two[two["D"] == own]
        for name in LEVELS:
            reached = np.maximum(np.sort(rows[name].fillna(np.inf)), LEAST)
            axis.plot(reached, np.arange(1, len(reached) + 1) / len(reached), MARKS[name][1], color=DEPTHS[2])
        axis.set(xscale="log", xlim=(LEAST, depth_two.fixed["decades"]), ylim=(0, 1.03))
        within = measured(within_literal_reach, rows).value
        axis.set_title(f"$L=2$, $D={own}$: {100 * within:.0f} % in reach")
    for axis in (cells, *shares):
        axis.axvspan(LEAST, LOG10_LARGEST_LITERAL_MARGIN, color=LEFT_OUT, alpha=0.3, lw=0)
        axis.axvline(log10(log(STEPS)), color=style.BLACK, lw=0.9, ls="-.")
        axis.set_xlabel("margin $M$")
        if axis is not cells and (axis.get_subplotspec().is_first_col() or axis is shares[0]):
            axis.set_ylabel("share of runs")
        ticks.powers(axis.xaxis)
    line = matplotlib.lines.Line2D
    looks = [
        line([], [], marker=MARKS[name][0], ls=MARKS[name][1], ms=4, color=style.BLACK, label=below(level))
        for name, level in LEVELS.items()
    ]
    looks += [line([], [], color=style.BLACK, lw=0.9, ls="-.", label="a million GD steps")]
    looks += [matplotlib.patches.Patch(color=LEFT_OUT, alpha=0.3, lw=0, label=f"$M \\leq {LITERAL}$")]
    style.legend(fig, looks)
    style.note(
        fig,
        f"{fully_connected.seeds} runs for each depth fully connected, {depth_two.seeds} for each D convolutional. {flow(depth_two)}. "
        f"{ended(table, two)}. A million steps: a margin of about ln({decade(STEPS)}), at a step size of 1.",
    )
    return fig
