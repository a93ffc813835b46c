"""Theorem 2: depth two turns to the l1 separator, each run at the rate that its dual predicts."""

import numpy as np

from descent.convbias.claims.linear_net import LOG10_LARGEST_LITERAL_MARGIN
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from descent.elementary import power
from scripts import style
from scripts.plots.convbias.words import SIZES, ended, flow


def draw(depth_two):
    """depth_two: convolutional nets of depth 2. Returns the figure."""
    table, sizes = depth_two.metrics, depth_two.grid["D"]
    fig, axes = style.figure(2, len(sizes), height=2.5, squeeze=False)
    for column, (D, colour) in enumerate(style.colours(sizes, SIZES).items()):
        rows = table[table["D"] == D]
        curves, rates = axes[:, column]
        runs = LinearNetRuns.of(rows)
        margin, distance = runs.margins, np.maximum(runs.distances, FLOOR)
        late = np.nanmedian(margin, axis=0) > 1
        curves.plot(*style.strands(margin[:, late], distance[:, late]), color=colour, lw=0.3, alpha=0.3, rasterized=True)
        curves.plot(np.nanmedian(margin, axis=0)[late], np.nanmedian(distance, axis=0)[late], color=style.BLACK, lw=1.6, label="median")
        slowest = int(rows["distance"].fillna(np.inf).argmax())
        curves.plot(margin[slowest, late], distance[slowest, late], color=style.RED, lw=1.2, label="slowest run")
        curves.axvspan(
            1, LOG10_LARGEST_LITERAL_MARGIN, color=style.GREY, alpha=0.25, lw=0, label="literal, float64" if column == 0 else None
        )
        curves.set(xscale="log", yscale="log", ylim=(FLOOR, 3), xlabel="log10 of the margin M", xlim=(1, depth_two.fixed["decades"]))
        curves.set_title(f"D = {D}: slowest run {rows['distance'].max():.0e}", fontsize=style.points(8))
        rates.plot(-rows["predicted_rate"], -rows["rate"], ".", color=colour, ms=3)
        ends = np.array([1e-4, 2])
        rates.plot(ends, ends, color=style.BLACK, lw=0.8)
        ratio = (rows["rate"] / rows["predicted_rate"]).quantile([0.05, 0.5, 0.95])
        rates.set_title(f"fitted / predicted: {ratio[0.5]:.3f}\n5-95 %: {ratio[0.05]:.2f} to {ratio[0.95]:.2f}", fontsize=style.points(7.5))
        rates.set(xscale="log", yscale="log", xlim=ends, ylim=ends, xlabel=r"predicted power of $1/M$")
    axes[0, 0].set_ylabel("1 - cos to the l1 separator")
    axes[1, 0].set_ylabel(r"fitted power of $1/M$")
    axes[0, 0].legend(loc="lower left", fontsize=style.points(6.5))
    style.note(
        fig,
        f"{flow(depth_two)}, to margins of 1e{depth_two.fixed['decades']}; {depth_two.fixed['N']} Gaussian signals, {depth_two.seeds} "
        f"runs for each D, all drawn; {ended(table)}. Predicted: the flow around the l1 separator, linearised: the slower of the fading "
        "of frequencies that it does not use and the turning of phases that it uses, from its multipliers (ours). Grey: margins below "
        f"{power(10.0, LOG10_LARGEST_LITERAL_MARGIN):.0f}, beyond which exp(-M) is zero in float64. Distances below {FLOOR:g} are "
        "rounding.",
    )
    return fig
