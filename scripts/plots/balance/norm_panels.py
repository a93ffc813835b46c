"""The panels of figure 2, for any data: differences and ratios of the three layers' squared norms, from both starts."""

from scripts import style, ticks
from scripts.plots.balance.words import ended

PAIRS = {0: (r"$W_1$ and $W_2$", style.BLUE), 1: (r"$W_2$ and $W_3$", style.ORANGE)}
LAYERS = (style.BLUE, style.GREEN, style.RED)


def draw_norms(study, data: str):
    """study: figure 2's net from both starts; data: what it learns, in words. Returns the figure."""
    table, starts = study.metrics, study.grid["start"]
    fig, axes = style.figure(len(starts), 3, height=2.1, squeeze=False, sharex=True)
    iteration = range(0, study.fixed["steps"] + 1, study.fixed["every"])
    for row, start in zip(axes, starts, strict=True):
        squares = study.runs("squares", start=start)["squares"]
        norms, differences, ratios = row
        for h, colour in enumerate(LAYERS):
            for run in range(study.seeds):
                label = f"$||W_{h + 1}||_F^2$" if run == 0 else None
                norms.plot(iteration, squares[run, :, h], color=colour, lw=1.8 - 0.5 * h, label=label)
        for h, (label, colour) in PAIRS.items():
            for run in range(study.seeds):
                first, second = squares[run, :, h], squares[run, :, h + 1]
                differences.plot(iteration, first - second, color=colour, label=label if run == 0 else None)
                ratios.plot(iteration, first / second, color=colour, label=label if run == 0 else None)
        norms.set_title(f"{start} start: squared norms", fontsize=style.points(8))
        norms.set(ylim=(0, None))
        differences.set_title("their differences, same scale", fontsize=style.points(8))
        differences.set(ylim=(-1, norms.get_ylim()[1]))
        end = table[table["start"] == start][["ratio_end_1", "ratio_end_2"]].mean()
        ratios.set_title(f"their ratios, at the end {end.iloc[0]:.2f}, {end.iloc[1]:.2f}", fontsize=style.points(8))
        ratios.set_yscale("log")
        ratios.axhline(1.0, color=style.BLACK, lw=0.8, ls=":")
        ratios.set_ylim(0.7, 20)
        ratios.yaxis.set_major_formatter("{x:g}")
    for axis in axes[-1]:
        axis.set_xlabel("iteration")
        ticks.thousands(axis.xaxis)
        axis.set_xticks([0, study.fixed["steps"] // 2, study.fixed["steps"]])
    for axis in axes[0, :2]:
        axis.legend(loc="center right")
    fixed, devices = study.fixed, " and ".join(sorted(set(table["device"])))
    way = ", the first layer in coordinates of the points" if table["by_points"].all() else ""
    style.note(
        fig,
        f"Literal full-batch gradient descent in {fixed['precision']} on {devices}{way}; ReLU, widths {fixed['d']}, {fixed['width']}, "
        f"{fixed['width']}, {fixed['outputs']}, {fixed['N']:,} points, quadratic loss (mean over points). Ours: {data}, the step "
        f"{fixed['eta']}, and the outputs' size {fixed['size']}. {study.seeds} runs for each start, as many as the time allows, all "
        f"drawn. {ended(table)}; the loss fell to {100 * (table['loss_end'] / table['loss_start']).max():.2g} % or less.",
    )
    return fig
