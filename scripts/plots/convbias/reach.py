"""How far descent must go to show its limit: the margin from which 1 - cos stays below 1e-2, 1e-4, 1e-6."""

import numpy as np

from descent.convbias.claims.linear_net import LOG10_LARGEST_LITERAL_MARGIN
from descent.convbias.convergence import LEVELS
from descent.elementary import log, log10, power
from scripts import style
from scripts.plots.convbias.words import decade, ended, flow, size

COLOURS = dict(zip(LEVELS, (style.SKY, style.BLUE, style.PURPLE), strict=True))
LITERAL_STEPS = 1e6
"""Red lines: the margin of literal descent grows as the logarithm of its steps."""


def draw(fully_connected, depth_two):
    """fully_connected: theorem 1; depth_two: theorem 2. Returns the figure."""
    fig, (cells, shares) = style.figure(1, 2, height=3.1, width_ratios=[1.25, 1])
    D = size(fully_connected, depth_two)
    table, two = fully_connected.metrics, depth_two.metrics
    groups = [(f"L = {depth}", table[(table["D"] == D) & (table["depth"] == depth)]) for depth in fully_connected.grid["depth"]]
    groups += [(f"D = {own}", two[two["D"] == own]) for own in depth_two.grid["D"]]
    for place, (_, rows) in enumerate(groups):
        for shift, (name, level) in enumerate(LEVELS.items()):
            low, middle, high = rows[name].fillna(np.inf).quantile([0.05, 0.5, 0.95], interpolation="nearest")
            beside = place + 0.22 * (shift - 1)
            cells.plot([beside] * 2, [low, min(high, 2000)], color=COLOURS[name], lw=1.5)
            cells.plot(beside, middle, "o", color=COLOURS[name], ms=4, label=f"1 - cos < {decade(level)}" if place == 0 else None)
    cells.axhspan(0.5, LOG10_LARGEST_LITERAL_MARGIN, color=style.GREY, alpha=0.25, lw=0)
    cells.axhline(log10(log(LITERAL_STEPS)), color=style.RED, lw=0.9, ls="--")
    cells.axvline(len(fully_connected.grid["depth"]) - 0.5, color=style.BLACK, lw=0.7)
    cells.set(yscale="log", ylim=(0.5, 2000), xticks=range(len(groups)), ylabel="log10 of the margin")
    cells.set_xticklabels([label for label, _ in groups], rotation=45)
    cells.set_title(f"fully connected, D = {D}   |   convolutional, L = 2", fontsize=style.points(8))
    cells.legend(loc="upper left", fontsize=style.points(6.5))
    for own, line in zip(depth_two.grid["D"], ("-", "--", ":", "-."), strict=False):
        for name, colour in COLOURS.items():
            reached = np.maximum(np.sort(two.loc[two["D"] == own, name].fillna(np.inf)), 1e-2)
            shares.plot(reached, np.arange(1, len(reached) + 1) / len(reached), line, color=colour)
        shares.plot([], [], line, color=style.BLACK, label=f"D = {own}")
    shares.axvspan(0.5, LOG10_LARGEST_LITERAL_MARGIN, color=style.GREY, alpha=0.25, lw=0)
    shares.axvline(log10(log(LITERAL_STEPS)), color=style.RED, lw=0.9, ls="--")
    shares.set(xscale="log", xlim=(0.5, depth_two.fixed["decades"]), xlabel="log10 of the margin", ylabel="share of runs below the level")
    shares.set_title("convolutional, L = 2, colours as on the left", fontsize=style.points(8))
    shares.legend(loc="lower right", fontsize=style.points(6.5))
    style.note(
        fig,
        f"{flow(depth_two)}; {fully_connected.seeds} and {depth_two.seeds} runs for each cell: median and 5-95 %. {ended(table, two)}. "
        f"Grey: margins below {power(10.0, LOG10_LARGEST_LITERAL_MARGIN):.0f}, beyond which the loss is zero in float64; "
        f"red: ln({decade(LITERAL_STEPS)}), about the margin that a million literal steps "
        "of size 1 reach.",
    )
    return fig
