"""Linear diagonal networks: the way to the l1 separator of the signal's entries, the first-order conditions deeper, and other losses."""

import numpy as np
import seaborn as sns

from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from descent.elementary import log10
from scripts import style
from scripts.plots.convbias.words import ended, flow

TESTS = {
    "residual": ("multipliers fitted", style.BLUE),
    "gradient_residual": ("the gradient's own", style.ORANGE),
}
ROUNDING = 1e-17


def draw(diagonal, tails):
    """diagonal: linear diagonal nets; tails: other losses than the exponential one. Returns the figure."""
    D, (fig, axes) = max(diagonal.grid["D"]), style.figure(1, 3, height=2.6)
    table = diagonal.metrics[diagonal.metrics["D"] == D]
    two = LinearNetRuns.of(table[table["depth"] == 2])
    margin, distance = two.margins, np.maximum(two.distances, FLOOR)
    axes[0].plot(*style.strands(margin, distance), color=style.BLUE, lw=0.4, alpha=0.3, rasterized=True)
    axes[0].plot(np.nanmedian(margin, axis=0), np.nanmedian(distance, axis=0), color=style.BLUE, lw=1.8)
    axes[0].set(yscale="log", xlabel="log10 M", ylabel="1 - cos", title="diagonal, depth 2:\nto the l1 separator")
    deep = diagonal.metrics[diagonal.metrics["depth"] > 2]
    depths = sorted(deep["depth"].unique())
    for at, (column, (label, colour)) in enumerate(TESTS.items()):
        for place, depth in enumerate(depths):
            values = log10(deep.loc[deep["depth"] == depth, column].clip(lower=ROUNDING).fillna(1.0).to_numpy())
            sns.stripplot(x=place + 0.4 * at - 0.2, y=values, ax=axes[1], color=colour, size=1.6, alpha=0.5, jitter=0.1, native_scale=True)
        axes[1].plot([], [], "o", color=colour, ms=3, label=label)
    axes[1].set(
        xlabel="depth", ylabel="log10 of the residual", title="diagonal, deeper:\nfirst-order conditions", xticks=range(len(depths))
    )
    axes[1].set_xticklabels(depths)
    axes[1].legend()
    groups = [(f"{loss}, {network} {depth}", rows) for (loss, network, depth), rows in tails.metrics.groupby(["loss", "network", "depth"])]
    for place, (_, rows) in enumerate(groups):
        column = "residual" if rows["target"].iloc[0] == "own end" else "distance"
        values = log10(rows[column].clip(lower=FLOOR).fillna(1.0).to_numpy())
        colour = style.ORANGE if column == "residual" else style.BLUE
        sns.stripplot(x=place, y=values, ax=axes[2], color=colour, size=1.6, alpha=0.5, jitter=0.3, native_scale=True)
    axes[2].set(xlabel="", ylabel="log10", title="other losses:\n1 - cos, residual (orange)", xticks=range(len(groups)))
    axes[2].set_xticklabels([name for name, _ in groups], rotation=60, ha="right", rotation_mode="anchor", fontsize=style.points(6))
    for axis in axes[1:]:
        for collection in axis.collections:
            collection.set_rasterized(True)
    style.note(
        fig,
        f"{flow(diagonal)}, to margins of 1e{diagonal.fixed['decades']} (diagonal; left: D = {D}) and 1e{tails.fixed['decades']} (other "
        f"losses); all runs, on the left the median bold. Residuals: of the first-order conditions on the predictor. "
        f"{ended(diagonal.metrics, tails.metrics)}. Distances below {FLOOR:g} are rounding.",
    )
    return fig
