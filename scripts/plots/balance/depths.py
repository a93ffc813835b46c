"""Depth 2 to 10: gradient descent keeps the differences, whatever the depth, while the layers grow."""

from scripts import style
from scripts.plots.balance.architectures import activations
from scripts.plots.balance.words import ended


def draw(depths):
    """depths: gradient descent of nets of many depths. Returns the figure."""
    every = depths.grid["depth"]
    fig, (drifts, spreads) = style.figure(1, 2, height=2.7)
    for number, (_, rows, colour, name) in enumerate(activations(depths)):
        shift = 0.24 * number - 0.12
        for column, marker, words in (("unit_drift", "o", "neurons"), ("layer_drift", "_", "layers")):
            median = rows.groupby("depth")[column].median()
            drifts.plot(rows["depth"] + shift, rows[column], ".", color=colour, ms=2, alpha=0.4, rasterized=True)
            drifts.plot(median.index + shift, median, marker=marker, ms=5, color=colour, lw=1, label=f"{name}, {words}")
        for column, marker, words in (("spread_start", "v", "start"), ("spread_end", "o", "end")):
            median = rows.groupby("depth")[column].median()
            hollow = {"mfc": "white"} if column == "spread_start" else {}
            spreads.plot(median.index + shift, median, marker=marker, ms=4, color=colour, lw=1, label=f"{name}, {words}", **hollow)
    drifts.set(yscale="log", xlabel="depth", ylabel="largest relative drift", title="what descent conserves", xticks=every)
    spreads.set(xlabel="depth", ylabel="largest / smallest squared norm", title="the layers' norms", xticks=every)
    spreads.set_ylim(1, None)
    for axis in (drifts, spreads):
        axis.legend(fontsize=style.points(6.5), ncols=2)
    fixed = depths.fixed
    style.note(
        fig,
        f"Literal gradient descent in float64 with the step {fixed['eta']} over the flow time {fixed['time']}, {fixed['width']} "
        f"neurons a layer, the first layer's start {fixed['first_gain']} times as large as the others', outputs of size "
        f"{fixed['size']} (ours); {depths.seeds} runs a depth, lines through the medians. {ended(depths.metrics)}.",
    )
    return fig
