"""The panels of figure 2, for any data: differences and ratios of the three layers' squared norms, from both starts."""

import numpy as np

from scripts import style, ticks
from scripts.plots.balance.words import LAYERS, PAIRS, ended


def rows_of(starts: int):
    """A figure with a row for each start, or where that is too wide a column. Returns (figure, axes: (starts, 3))."""
    if style.fitting(3, 1.5) == 3:
        return style.figure(starts, 3, height=2.0, squeeze=False)
    fig, axes = style.figure(3, starts, height=2.0, squeeze=False)
    return fig, axes.T


def draw_norms(study, data: str):
    """study: figure 2's net from both starts; data: what it learns, in words. Returns the figure."""
    table, starts = study.metrics, study.grid["start"]
    fig, axes = rows_of(len(starts))
    iteration = range(0, study.fixed["steps"] + 1, study.fixed["every"])
    for row, start in zip(axes, starts, strict=True):
        squares = study.runs("squares", start=start)["squares"]
        norms, differences, ratios = row
        for h, colour in enumerate(LAYERS):
            for run in range(study.seeds):
                label = f"$W_{h + 1}$" if run == 0 else None
                norms.plot(iteration, squares[run, :, h], color=colour, lw=1.8 - 0.5 * h, label=label)
        for h, colour in enumerate(PAIRS):
            for run in range(study.seeds):
                first, second = squares[run, :, h], squares[run, :, h + 1]
                label = f"$W_{h + 1}$ and $W_{h + 2}$" if run == 0 else None
                differences.plot(iteration, first - second, color=colour, lw=1.8 - 0.6 * h, label=label)
                ratios.plot(iteration, first / second, color=colour, lw=1.8 - 0.6 * h)
        differ, end = np.diff(squares, axis=-1), squares[:, -1, :-1] / squares[:, -1, 1:]
        moved = np.ceil(100 * np.nanmax(np.abs(differ - differ[:, :1]))) / 100
        ends = dict.fromkeys(ticks.number(value) for value in (np.nanmin(end), np.nanmax(end)))
        norms.set(ylim=(0, None), ylabel="squared norm", title=f"{start} start")
        differences.set(ylabel="difference", title=f"moves by $\\leq {moved:.2f}$")
        differences.set_ylim(min(-1, differences.get_ylim()[0]), norms.get_ylim()[1])
        ratios.set(yscale="log", ylim=(0.7, 20), ylabel="ratio", title=f"ends at {' to '.join(ends)}")
        ratios.axhline(1.0, color=style.BLACK, lw=0.8, ls=":")
        ratios.yaxis.set_major_formatter("{x:g}")
        for axis in row:
            axis.set_xlabel("iteration")
            ticks.thousands(axis.xaxis)
            axis.set_xticks([0, study.fixed["steps"] // 2, study.fixed["steps"]])
    style.legend(fig, [*axes[0, 0].get_legend_handles_labels()[0], *axes[0, 1].get_legend_handles_labels()[0]])
    fixed, devices = study.fixed, " and ".join(sorted(set(table["device"]))).replace("cpu", "the processor").replace("cuda", "a GPU")
    way = ", the first layer in coordinates of the points" if table["by_points"].all() else ""
    style.note(
        fig,
        f"Our choices: {data}, the step η = {fixed['eta']}, and the outputs' size {fixed['size']}. Literal full-batch gradient descent in "
        f"{fixed['precision']} on {devices}{way}; ReLU, widths {fixed['d']}, {fixed['width']}, {fixed['width']}, {fixed['outputs']}, "
        f"{fixed['N']:,} points, quadratic loss (mean over points). {study.seeds} runs for each start, all drawn. {ended(table)}; the "
        f"loss fell to {100 * (table['loss_end'] / table['loss_start']).max():.2g} % of its start or less.",
    )
    return fig
