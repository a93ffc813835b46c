"""Theorem 3.1 where literal descent moves: saddles are strict, descent leaves them, and comes to the minimum for several d, r and eps."""

import itertools

import numpy as np

from descent.balance.claims.factor_saddles import growth_per_log_distance
from descent.elementary import power
from scripts import style
from scripts.plots.balance.words import ended
from scripts.study import measured

NEEDS = {"factor_saddles": {"skew": [0]}}


def draw(factor_saddles, factor_sizes, printed_constant):
    """Saddles, and descent by the schedules of theorem 3.1. Returns the figure."""
    table, distances = factor_saddles.metrics, factor_saddles.grid["distance"]
    fig, (curvatures, leaving, residuals) = style.figure(1, 3, height=2.8)
    for skew, marker in zip(factor_saddles.grid["skew"], "o^sd", strict=False):
        for kept, colour in zip(factor_saddles.grid["kept"], style.CYCLE, strict=False):
            rows = table[(table["skew"] == skew) & (table["kept"] == kept) & (table["distance"] == distances[0])]
            label = f"{kept} kept" if marker == "o" else None
            curvatures.plot(-rows["bound"], -rows["lowest"], marker, color=colour, ms=3, alpha=0.5, label=label, rasterized=True)
    ends = [0.0, 1.1 * -table["lowest"].min()]
    curvatures.plot(ends, ends, color=style.BLACK, lw=0.8, ls=":", zorder=0)
    curvatures.set(xlabel="minus the bound", ylabel="minus the lowest curvature", title="every saddle is strict", xlim=ends, ylim=ends)
    curvatures.legend(loc="lower right")
    equal = table[table["skew"] == 0]
    for kept, colour in zip(factor_saddles.grid["kept"], style.CYCLE, strict=False):
        rows = equal[equal["kept"] == kept]
        growth = measured(growth_per_log_distance, rows, factor_saddles.fixed)
        leaving.plot(rows["distance"], power(10.0, rows["reach_eps"].to_numpy()), ".", color=colour, ms=2, alpha=0.3, rasterized=True)
        medians = [np.median(power(10.0, rows[rows["distance"] == distance]["reach_eps"].to_numpy())) for distance in distances]
        leaving.plot(distances, medians, "o-", ms=3.5, color=colour, label=f"{kept} kept: {growth.value:.3f}")
    leaving.set(
        xscale="log", xlabel="distance of the start", ylabel="iterations to eps", ylim=(0, 1.5 * power(10.0, equal["reach_eps"].max()))
    )
    leaving.set_title("descent leaves saddles", fontsize=style.points(8))
    leaving.legend(
        title=r"a factor e, times log(1 + $\eta$s)", title_fontsize=style.points(6.5), loc="upper right", fontsize=style.points(6.5)
    )
    grid = factor_sizes.grid
    for (rank, eps), colour in zip(itertools.product(grid["rank"], grid["eps"]), style.CYCLE, strict=False):
        for d, look in zip(grid["d"], ("-", "--", ":"), strict=False):
            runs = factor_sizes.runs("log10_iteration", "residual", d=d, rank=rank, eps=eps)
            label = f"3, r = {rank}, eps = {eps:g}" if look == "-" else None
            residuals.plot(runs["log10_iteration"][0], np.median(runs["residual"], axis=0) / eps, look, color=colour, lw=1, label=label)
    runs = printed_constant.runs("log10_iteration", "residual")
    t, values = runs["log10_iteration"][0], runs["residual"] / printed_constant.parameters()["eps"]
    residuals.plot(*style.strands(np.maximum(t, 0.0), values), color=style.BLACK, lw=0.4, alpha=0.5, rasterized=True)
    label = f"1/100, r = {printed_constant.fixed['rank']}, eps = {printed_constant.parameters()['eps']:g}"
    residuals.plot([], color=style.BLACK, label=label)
    residuals.axhline(1.0, color=style.BLACK, lw=0.8, ls=":")
    residuals.set(yscale="log", ylim=(1e-4, 1e7), xlim=(0, None), xlabel="log10 of the iteration", ylabel="residual / eps")
    residuals.set_title("literal descent arrives", fontsize=style.points(8))
    residuals.legend(loc="upper left", fontsize=style.points(5.5), ncols=2, handlelength=1.2, columnspacing=0.8)
    fixed = factor_saddles.fixed
    sizes = " and ".join(f"{d:,}" for d in grid["d"])
    style.note(
        fig,
        f"Left and middle: d = {fixed['d']}, rank {fixed['rank']}, step {fixed['step_scale']}; "
        f"circles:  sides that are equal, triangles: skewed ones; s: the least singular value that the saddle lacks. Right: steps "
        f"c sqrt(eps/r) (t + 1)^-{factor_sizes.fixed['step_power']}, c as named; medians of {factor_sizes.seeds} runs for d = {sizes} "
        f"(dashed), and {printed_constant.seeds} runs at d = {printed_constant.fixed['d']} (black). ||M||_F = 1. "
        f"{ended(*(study.metrics for study in (factor_saddles, factor_sizes, printed_constant)))}.",
    )
    return fig
