"""Linear diagonal networks: the way to the l1 separator of the signal's entries, the first-order conditions deeper, and other losses."""

import numpy as np

from descent.convbias.records.linear_net import LinearNetRuns
from descent.convbias.separators import FLOOR
from scripts import style, ticks
from scripts.plots.convbias.strip_panels import NETWORKS, name_columns, strip
from scripts.plots.convbias.words import COSINE, DEPTHS, ended, flow

ROUNDING = 1e-17


def way(axis, rows, colours):
    """1 - cos to the l1 separator, against the margin: all runs and their median."""
    runs = LinearNetRuns.of(rows)
    margin, distance = runs.margins, np.maximum(runs.distances, FLOOR)
    axis.plot(*style.strands(margin, distance), color=colours[2], lw=0.4, alpha=0.3, rasterized=True)
    axis.plot(np.nanmedian(margin, axis=0), np.nanmedian(distance, axis=0), color=colours[2], lw=1.8)
    axis.set(yscale="log", xlabel="margin $M$", ylabel=rf"{COSINE} to $\ell_1$ separator", title="diagonal, $L=2$")
    ticks.powers(axis.xaxis)


def conditions(axis, rows, colours):
    """Residuals of the first-order conditions by depth: with multipliers fitted (dots) and nothing fitted (circles)."""
    depths = sorted(rows["depth"].unique())
    for place, depth in enumerate(depths):
        for beside, column in ((-0.2, "residual"), (0.2, "gradient_residual")):
            values = rows.loc[rows["depth"] == depth, column].clip(lower=ROUNDING)
            strip(axis, place + beside, values, colours[depth], filled=column == "residual", width=0.3)
    name_columns(axis, [("diagonal", depth) for depth in depths])
    axis.set(yscale="log", ylabel="relative residual", title="diagonal, deeper")


def limits(axis, rows, colours):
    """How far nets on a loss end from where theorems send them: 1 - cos (dots), or the residual where these name no point (circles)."""
    cells = [(network, depth, part) for (network, depth), part in rows.groupby(["network", "depth"])]
    cells.sort(key=lambda cell: (list(NETWORKS).index(cell[0]), cell[1]))
    for place, (_, depth, part) in enumerate(cells):
        named = part["target"].iloc[0] != "own end"
        strip(axis, place, part["distance" if named else "residual"].clip(lower=FLOOR), colours[depth], filled=named)
    name_columns(axis, [(network, depth) for network, depth, _ in cells])
    axis.set(yscale="log", ylabel=f"{COSINE} or residual", title=f"{rows['loss'].iloc[0]} loss", ylim=(FLOOR / 4, 4))


def draw(diagonal, tails):
    """diagonal: linear diagonal nets; tails: other losses than the exponential one. Returns the figure."""
    D, depths = max(diagonal.grid["D"]), diagonal.grid["depth"]
    colours = style.colours(sorted({*depths, *tails.grid["depth"]}), DEPTHS)
    table, other = diagonal.metrics, tails.metrics
    drawn = [(way, table[(table["D"] == D) & (table["depth"] == 2)])] if 2 in depths else []
    drawn += [(conditions, table[table["depth"] > 2])] if max(depths) > 2 else []
    drawn += [(limits, other[other["loss"] == loss]) for loss in tails.grid["loss"]]
    fig, axes = style.panels(len(drawn), height=2.2, most=2)
    for axis, (panel, rows) in zip(axes, drawn, strict=True):
        panel(axis, rows, colours)
    lost = sum(int(part["residual"].isna().sum()) for part in (table, other))
    missing = f"Runs without a number, {lost:,} in all, are drawn at 1. " if lost else ""
    style.note(
        fig,
        f"{missing}Diagonal: {diagonal.seeds} runs for each depth and D (L = 2: D = {D} drawn), to margins of "
        f"1e{diagonal.fixed['decades']}; other losses: {tails.seeds} runs for each column, to 1e{tails.fixed['decades']}. "
        f"{flow(diagonal)}. {ended(table, other)}. Distances below {FLOOR:g} are rounding.",
    )
    return fig
