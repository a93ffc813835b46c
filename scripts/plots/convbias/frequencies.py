"""Frequencies that survive in the limit, against depth."""

import numpy as np

from descent.convbias.claims.linear_net import frequencies_per_layer
from descent.convbias.stationarity import SURVIVES
from scripts import style
from scripts.plots.convbias.words import SIZES, decade, ended, flow
from scripts.study import measured


def draw(convolutional):
    """convolutional: all depths on the same data. Returns the figure."""
    table, depths, sizes = convolutional.metrics, convolutional.grid["depth"], convolutional.grid["D"]
    fig, axes = style.figure(1, len(sizes), height=2.8, sharey=True, squeeze=False)
    for axis, (D, colour) in zip(axes[0], style.colours(sizes, SIZES).items(), strict=True):
        rows = table[table["D"] == D]
        for depth in depths:
            counts = rows.loc[rows["depth"] == depth, "frequencies"].value_counts()
            axis.scatter([depth] * len(counts), counts.index, s=250 * counts / convolutional.seeds, color=colour, alpha=0.35, lw=0)
        axis.plot(
            depths,
            [rows.loc[rows["depth"] == depth, "frequencies"].mean() for depth in depths],
            "o-",
            color=style.BLACK,
            ms=4,
            label="mean",
        )
        used = rows.loc[rows["depth"] == depths[0], "l1_frequencies"].mean()
        axis.plot(2, used, "x", color=style.RED, ms=8, mew=1.6, zorder=5, label="l1 separator, mean")
        slope = measured(frequencies_per_layer, rows)
        axis.set_title(
            f"D = {D}, {D // 2 + 1} frequencies\n{slope.value:.2f} [{slope.low:.2f}, {slope.high:.2f}] per layer", fontsize=style.points(8)
        )
        axis.set(xlabel="depth L", xticks=depths, xlim=(min(depths) - 0.5, max(depths) + 0.5))
        axis.set_ylim(0, np.nanmax(table["frequencies"]) + 1)
    axes[0, 0].set_ylabel("surviving frequencies")
    axes[0, -1].legend()
    style.note(
        fig,
        f"{flow(convolutional)}, to margins of 1e{convolutional.fixed['decades']}; {convolutional.seeds} runs for each D, every depth on "
        f"the same {convolutional.fixed['N']} signals; area: share of runs. {ended(table)}. A frequency survives above "
        f"{decade(SURVIVES)} of the largest magnitude. In brackets: 95 % interval over runs.",
    )
    return fig
