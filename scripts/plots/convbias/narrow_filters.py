"""Filters narrower than a signal, which the paper leaves open: where they lead, and how settled they are."""

import numpy as np

from descent.elementary import power
from scripts import style
from scripts.plots.convbias.words import DEPTHS, ended, flow


def draw(narrow_filters):
    """narrow_filters: filters from one tap to a whole signal. Returns the figure."""
    table, depths, widths = narrow_filters.metrics, narrow_filters.grid["depth"], narrow_filters.grid["filter_width"]
    fig, axes = style.figure(1, 3, height=2.9)
    panels = {
        "distance_l2": ("1 - cos to the l2 separator", 1e-12),
        "distance_l1": ("1 - cos to the l1 separator", 1e-12),
        "weights_residual": ("residual of the conditions on w", 1e-16),
    }
    for axis, (column, (label, floor)) in zip(axes, panels.items(), strict=True):
        for depth, colour in style.colours(depths, DEPTHS).items():
            rows = [table[(table["depth"] == depth) & (table["filter_width"] == width)] for width in widths]
            values = np.array([part[column].clip(lower=floor) for part in rows])
            axis.plot(np.array(widths) * power(1.03, depth - 2.5), values, ".", color=colour, ms=2, alpha=0.4, rasterized=True)
            axis.plot(widths, np.nanmedian(values, axis=1), "o-", ms=4, color=colour, label=f"L = {depth}")
        axis.set(xscale="log", yscale="log", xlabel="filter width K", ylabel=label, xticks=widths, xticklabels=widths)
        axis.minorticks_off()
    axes[0].legend()
    style.note(
        fig,
        f"{flow(narrow_filters)}, to margins of 1e{narrow_filters.fixed['decades']}; D = {narrow_filters.fixed['D']}, "
        f"{narrow_filters.fixed['N']} Gaussian signals, {narrow_filters.seeds} runs for each width, all drawn, medians joined. "
        f"{ended(table)}. One tap: theorem 1's limit. All taps, L = 2: theorem 2's. Between them no theorem; a residual far above "
        "rounding says that the run has not settled.",
    )
    return fig
