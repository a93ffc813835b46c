"""Nets of many depths: how far gradient descent moves what its flow conserves, and how the layers come nearer to each other."""

from scripts import style
from scripts.plots.balance.architectures import activations
from scripts.plots.balance.drift_panels import LABEL
from scripts.plots.balance.words import ended

SHIFT = 0.2
"""Between activations, in depths."""


def draw(depths):
    """depths: gradient descent of nets of many depths. Returns the figure."""
    every, nearer = depths.grid["depth"], True
    fig, (drifts, spreads) = style.figure(1, 2, height=2.4, least=1.8)
    for number, (_, rows, colour, label) in enumerate(activations(depths)):
        at, medians = SHIFT * (number - (len(depths.grid["activation"]) - 1) / 2), rows.groupby("depth").median(numeric_only=True)
        drifts.plot(rows["depth"] + at, rows["unit_drift"], ".", color=colour, ms=2, alpha=0.4, rasterized=True)
        drifts.plot(medians.index + at, medians["unit_drift"], "o-", ms=4, color=colour, label=label)
        spreads.plot(medians.index + at, medians["spread_start"], "o--", mfc="white", ms=4, lw=1, color=colour)
        spreads.plot(medians.index + at, medians["spread_end"], "o-", ms=4, color=colour)
        nearer &= bool((medians["spread_end"] < medians["spread_start"]).all())
    drifts.set(yscale="log", ylabel=LABEL, title="drift of what the flow keeps")
    spreads.set(ylabel="largest / smallest layer", title="layers come nearer" if nearer else "the layers' norms")
    for axis in (drifts, spreads):
        axis.set(xlabel="depth", xticks=every)
    spreads.set_ylim(1, None)
    line = style.matplotlib.lines.Line2D
    looks = [
        line([], [], color=style.BLACK, marker="o", ms=4, mfc="white", ls="--", lw=1, label="start"),
        line([], [], color=style.BLACK, marker="o", ms=4, label="end"),
    ]
    style.legend(fig, drifts.get_legend_handles_labels()[0] + looks)
    fixed = depths.fixed
    style.note(
        fig,
        f"Dots are runs, {depths.seeds} for each depth; lines join medians. Literal gradient descent in float64 with the step η = "
        f"{fixed['eta']} over the flow time {fixed['time']}; {fixed['width']} neurons per layer, the first layer's start "
        f"{fixed['first_gain']} times as large as the others', outputs of size {fixed['size']} (our choices). {ended(depths.metrics)}.",
    )
    return fig
