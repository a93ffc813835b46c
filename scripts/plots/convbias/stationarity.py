"""First-order conditions at the end: on the predictor, on the weights, and the penalty that the weights induce."""

import numpy as np
import seaborn as sns

from descent.convbias.chance import PASSES
from descent.convbias.stationarity import SUPPORT
from descent.elementary import log10
from scripts import style
from scripts.plots.convbias.words import decade, ended, flow

QUANTITIES = {
    "residual": "residual of the conditions\non the predictor",
    "gradient_residual": "the same with the\ngradient's own weights",
    "weights_residual": "residual of the conditions\non the weights",
    "identity_error": r"$|$penalty of $\mathcal{P}(w)\,/\,\|w\|^2 - 1|$",
}
ROUNDING = 1e-17


def draw(fully_connected, depth_two, convolutional):
    """fully_connected: theorem 1; depth_two: theorem 2; convolutional: theorem 2a. Returns the figure."""
    deep = convolutional.metrics[convolutional.metrics["depth"] > 2]
    groups = [(f"full {depth}", rows, style.ORANGE) for depth, rows in fully_connected.metrics.groupby("depth")]
    groups += [("conv 2", depth_two.metrics, style.BLUE)]
    groups += [(f"conv {depth}", rows, style.BLUE) for depth, rows in deep.groupby("depth")]
    fig, axes = style.figure(1, len(QUANTITIES), height=3.0, sharey=True)
    for axis, (column, label) in zip(axes, QUANTITIES.items(), strict=True):
        for place, (_, rows, colour) in enumerate(groups):
            values = log10(rows[column].clip(lower=ROUNDING).fillna(1.0).to_numpy())
            sns.stripplot(x=place, y=values, ax=axis, color=colour, size=1.6, alpha=0.5, jitter=0.3, native_scale=True)
            axis.plot(place, np.median(values), "_", color=style.BLACK, ms=12, mew=1.5)
        for collection in axis.collections:
            collection.set_rasterized(True)
        axis.set(xlabel="", title=label, xticks=range(len(groups)))
        axis.set_xticklabels([name for name, *_ in groups], rotation=60, ha="right", rotation_mode="anchor")
        axis.title.set_fontsize(style.points(8))
    axes[0].set_ylabel("log10, 0 is no agreement at all")
    chance = 100 * deep.groupby("depth")["chance"].mean()
    passes = ", ".join(f"{share:.0f} % (conv {depth})" for depth, share in chance.items())
    style.note(
        fig,
        f"{flow(depth_two)}, to margins of 1e{fully_connected.fixed['decades']} (full), 1e{depth_two.fixed['decades']} (conv 2) and "
        f"1e{convolutional.fixed['decades']} (conv 3 to 5); all D, all runs, bars: medians. {ended(*(rows for _, rows, _ in groups))}. "
        f"Residuals: distance, relative, from the cone of the support's gradients (margins within {decade(SUPPORT)} of the least); "
        "the number is the depth. Second: the samples weighted as in the gradient itself, nothing fitted. Of random separators with as "
        f"many frequencies and least margins, {passes} pass the first test at {decade(PASSES)}.",
    )
    return fig
