"""Theorem 2: nets of depth two turn to the l1 separator, each at the power of the margin that its dual predicts."""

import numpy as np

from descent.convbias.claims.linear_net import LOG10_LARGEST_LITERAL_MARGIN, NEAR_RATE, share_at_predicted_rate
from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from scripts import style, ticks
from scripts.plots.convbias.words import COSINE, DEPTHS, LEFT_OUT, LITERAL, ended, flow
from scripts.study import measured
from scripts.style import matplotlib

NEAR = 1e-4
"""1 - cos of which the titles count the runs."""


def draw(depth_two):
    """depth_two: convolutional nets of depth 2. Returns the figure."""
    table, sizes = depth_two.metrics, depth_two.grid["D"]
    fig, axes = style.figure(2, len(sizes), height=2.2, least=1.05, sharex="row", sharey="row", squeeze=False)
    for (curves, ratios), D in zip(axes.T, sizes, strict=True):
        rows = table[table["D"] == D]
        runs = LinearNetRuns.of(rows)
        margin, distance = runs.margins, np.maximum(runs.distances, FLOOR)
        late = np.nanmedian(margin, axis=0) > 1
        curves.axvspan(1, LOG10_LARGEST_LITERAL_MARGIN, color=LEFT_OUT, alpha=0.3, lw=0)
        curves.plot(*style.strands(margin[:, late], distance[:, late]), color=DEPTHS[2], lw=0.3, alpha=0.3, rasterized=True)
        curves.plot(np.nanmedian(margin, axis=0)[late], np.nanmedian(distance, axis=0)[late], color=style.BLACK, lw=1.6)
        slowest = int(rows["distance"].fillna(np.inf).argmax())
        curves.plot(margin[slowest, late], distance[slowest, late], "--", color=style.BLACK, lw=1.2)
        curves.set(title=f"$D={D}$: {(rows['distance'] < NEAR).sum()} of {len(rows)} below $10^{{-4}}$", xlabel="margin $M$")
        ratios.axhspan(1 - NEAR_RATE, 1 + NEAR_RATE, color=LEFT_OUT, alpha=0.3, lw=0)
        ratios.plot(-rows["predicted_rate"], rows["rate"] / rows["predicted_rate"], ".", color=DEPTHS[2], ms=2.5, rasterized=True)
        share = measured(share_at_predicted_rate, rows).value
        ratios.set(title=f"$D={D}$: {100 * share:.0f} % within {100 * NEAR_RATE:.0f} %", xlabel="predicted power of $1/M$")
    axes[0, 0].set(xscale="log", yscale="log", ylim=(FLOOR, 3), xlim=(1, depth_two.fixed["decades"]), ylabel=COSINE)
    axes[1, 0].set(xscale="log", yscale="log", ylabel="fitted power / predicted")
    ticks.powers(axes[0, 0].xaxis)
    line = matplotlib.lines.Line2D
    looks = [line([], [], color=DEPTHS[2], lw=0.6, label="runs"), line([], [], color=style.BLACK, lw=1.6, label="median")]
    looks += [line([], [], color=style.BLACK, ls="--", label="slowest run")]
    looks += [
        matplotlib.patches.Patch(color=LEFT_OUT, alpha=0.3, lw=0, label=f"margins up to {LITERAL}; powers within {100 * NEAR_RATE:.0f} %")
    ]
    style.legend(fig, looks)
    style.note(
        fig,
        f"{depth_two.fixed['N']} Gaussian signals, {depth_two.seeds} runs for each D, all drawn, to margins of "
        f"1e{depth_two.fixed['decades']}. {flow(depth_two)}. {ended(table)}. Distances below {FLOOR:g} are rounding.",
    )
    return fig
