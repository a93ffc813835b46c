"""First-order conditions at the end: on the predictor, on the weights, and the penalty that the weights induce."""

from descent.convbias.chance import PASSES
from descent.convbias.stationarity import SUPPORT
from scripts import style
from scripts.plots.convbias.strip_panels import name_columns, strip
from scripts.plots.convbias.words import DEPTHS, decade, ended, flow

QUANTITIES = {
    "residual": "predictor, multipliers fitted",
    "gradient_residual": "predictor, nothing fitted",
    "weights_residual": "weights",
    "identity_error": "penalty identity",
}
ROUNDING = 1e-17


def draw(fully_connected, depth_two, convolutional):
    """fully_connected: theorem 1; depth_two: theorem 2; convolutional: theorem 2a. Returns the figure."""
    deep = convolutional.metrics[convolutional.metrics["depth"] > 2]
    groups = [("full", depth, rows) for depth, rows in fully_connected.metrics.groupby("depth")]
    groups += [("conv", 2, depth_two.metrics), *(("conv", depth, rows) for depth, rows in deep.groupby("depth"))]
    colours = style.colours(sorted({depth for _, depth, _ in groups}), DEPTHS)
    fig, axes = style.panels(len(QUANTITIES), height=2.2, most=2, sharey=True)
    for axis, (column, title) in zip(axes, QUANTITIES.items(), strict=True):
        for place, (_, depth, rows) in enumerate(groups):
            strip(axis, place, rows[column].clip(lower=ROUNDING), colours[depth])
        name_columns(axis, [(network, depth) for network, depth, _ in groups])
        axis.set(yscale="log", title=title)
        if axis.get_subplotspec().is_first_col():
            axis.set_ylabel("relative residual")
    shares = ", ".join(f"{100 * share:.0f} % (L = {depth})" for depth, share in deep.groupby("depth")["chance"].mean().items())
    passes = (
        f"Of random separators with as many frequencies and least margins {shares} pass the test of (a) at {decade(PASSES)}. "
        if shares
        else ""
    )
    style.note(
        fig,
        f"{passes}The support: margins within {decade(SUPPORT)} of the least. All D, all runs, to margins of "
        f"1e{fully_connected.fixed['decades']} (fully connected), 1e{depth_two.fixed['decades']} (convolutional, L = 2) and "
        f"1e{convolutional.fixed['decades']} (deeper); lines: medians. {flow(depth_two)}. {ended(*(rows for *_, rows in groups))}.",
    )
    return fig
