"""Frequencies that survive in the limit, against depth."""

import numpy as np

from descent.convbias.claims.linear_net import frequencies_per_layer
from descent.convbias.stationarity import SURVIVES
from scripts import style
from scripts.plots.convbias.words import DEPTHS, decade, ended, flow
from scripts.study import measured
from scripts.ticks import number


def draw(convolutional):
    """convolutional: all depths on the same data. Returns the figure."""
    table, depths, sizes = convolutional.metrics, convolutional.grid["depth"], convolutional.grid["D"]
    fig, axes = style.figure(1, len(sizes), height=2.5, least=1.05, sharey=True, squeeze=False)
    intervals = []
    for axis, D in zip(axes[0], sizes, strict=True):
        rows = table[table["D"] == D]
        for depth, colour in style.colours(depths, DEPTHS).items():
            counts = rows.loc[rows["depth"] == depth, "frequencies"].value_counts()
            axis.scatter([depth] * len(counts), counts.index, s=200 * counts / convolutional.seeds, color=colour, alpha=0.4, lw=0)
        means = [rows.loc[rows["depth"] == depth, "frequencies"].mean() for depth in depths]
        axis.plot(depths, means, "o-", color=style.BLACK, ms=3.5, label="mean")
        if 2 in depths:
            axis.plot(
                2, rows["l1_frequencies"].mean(), "x", color=style.BLACK, ms=8, mew=1.2, zorder=5, label=r"mean of $\ell_1$ separators"
            )
        axis.set_title(f"$D={D}$")
        if len(depths) > 1:
            slope = measured(frequencies_per_layer, rows)
            axis.set_title(f"$D={D}$: ${number(slope.value)}$ per layer")
            intervals.append(f"{number(slope.low)} to {number(slope.high)} (D = {D})")
        axis.set(xlabel="depth $L$", xticks=depths, xlim=(min(depths) - 0.6, max(depths) + 0.6))
        axis.set_ylim(0, np.nanmax(table["frequencies"]) + 1)
    axes[0, 0].set_ylabel("surviving frequencies")
    style.legend(fig, axes[0, 0].get_legend_handles_labels()[0])
    style.note(
        fig,
        (f"95 % intervals per layer, over runs: {', '.join(intervals)}. ".replace("-", "\N{MINUS SIGN}") if intervals else "")
        + f"A frequency survives above {decade(SURVIVES)} of the largest magnitude. {convolutional.fixed['N']} Gaussian signals, to "
        f"margins of 1e{convolutional.fixed['decades']}; {convolutional.seeds} runs for each D. {flow(convolutional)}. {ended(table)}.",
    )
    return fig
