"""Filters narrower than a signal, which the paper leaves open: where they lead, and which runs have converged."""

import numpy as np

from descent.convbias.claims.linear_net import SETTLED
from descent.elementary import power
from scripts import style
from scripts.plots.convbias.words import COSINE, DEPTHS, LEFT_OUT, decade, ended, flow
from scripts.style import matplotlib

PANELS = {
    "distance_l2": (rf"{COSINE} to $\ell_2$ separator", 1e-12),
    "distance_l1": (rf"{COSINE} to $\ell_1$ separator", 1e-12),
    "weights_residual": ("residual on the weights", 1e-16),
}
"""Quantities, their names, and what is drawn in place of less."""


def draw(narrow_filters):
    """narrow_filters: filters from one tap to a whole signal. Returns the figure."""
    table, depths, widths = narrow_filters.metrics, narrow_filters.grid["depth"], narrow_filters.grid["filter_width"]
    fig, axes = style.panels(len(PANELS), height=2.4, least=1.6)
    colours = style.colours(depths, DEPTHS)
    for axis, (column, (label, floor)) in zip(axes, PANELS.items(), strict=True):
        for depth, colour in colours.items():
            medians = []
            for width in widths:
                rows = table[(table["depth"] == depth) & (table["filter_width"] == width)]
                values, settled = rows[column].clip(lower=floor).to_numpy(), (rows["weights_residual"] < SETTLED).to_numpy()
                beside = width * power(1.06, depth - np.mean(depths))
                axis.plot([beside] * (~settled).sum(), values[~settled], ".", color=LEFT_OUT, ms=2, rasterized=True)
                axis.plot([beside] * settled.sum(), values[settled], ".", color=colour, ms=2.5, zorder=3, rasterized=True)
                medians.append(np.nanmedian(values))
                axis.plot(width, medians[-1], "o", ms=4, mec=colour, mfc=colour if settled.mean() > 0.5 else "white", zorder=4)
            axis.plot(widths, medians, color=colour, lw=1)
        axis.set(xscale="log", yscale="log", xlabel="filter width $K$", title=label)
        axis.set_xticks(widths, widths)
        axis.minorticks_off()
    axes[-1].axhline(SETTLED, color=style.BLACK, lw=0.8, ls="--")
    line = matplotlib.lines.Line2D
    looks = [line([], [], color=colour, marker="o", ms=4, label=f"$L={depth}$, median") for depth, colour in colours.items()]
    looks += [line([], [], ls="", color=LEFT_OUT, marker=".", label="not converged")]
    style.legend(fig, looks)
    settled = table["weights_residual"] < SETTLED
    shares = settled.groupby([table["depth"], table["filter_width"]]).mean().unstack()
    few = [f"{', '.join(map(str, row.index[row <= 0.5]))} (L = {depth})" for depth, row in shares.iterrows() if (row <= 0.5).any()]
    style.note(
        fig,
        f"Grey: {(~settled).sum():,} of {len(table):,} runs, which have not converged (a residual of {decade(SETTLED)} or more: dashed)"
        + (f"; hollow medians: at most half of the runs have, at K = {' and '.join(few)}" if few else "")
        + f". D = {narrow_filters.fixed['D']}, {narrow_filters.fixed['N']} Gaussian signals, {narrow_filters.seeds} runs for each width "
        f"and depth, to margins of 1e{narrow_filters.fixed['decades']}. {flow(narrow_filters)}. {ended(table)}.",
    )
    return fig
