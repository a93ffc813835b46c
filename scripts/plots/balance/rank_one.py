"""Theorem 3.2: rank one with constant steps, error curves, iterations against d and eps, and the range of the ratio."""

import numpy as np

from descent.balance import rank_one as theory
from descent.balance.claims.factorisation import RATIO_BOUND, iterations_per_log_dimension, share_of_bounded_ratios
from descent.elementary import log10, power
from scripts import style
from scripts.plots.balance.words import ended
from scripts.study import measured

DRAWN = 30
"""Runs of a dimension whose error curves are drawn."""
ERRORS = (2, 4, 8, 12)
"""Exponents of the errors in the second panel."""


def power_of_ten(d: int) -> str:
    """A dimension in few letters."""
    return f"{d:,}" if d < 1e6 else f"1e{log10(d):.0f}"


def draw(rank_one):
    """rank_one: gradient descent for several dimensions. Returns the figure."""
    table, sizes, step = rank_one.metrics, rank_one.grid["d"], rank_one.fixed["step_scale"]
    fig, (curves, counts, shares) = style.figure(1, 3, height=2.8, width_ratios=[1.2, 1.1, 1])
    for d, colour in zip(sizes, style.CYCLE, strict=False):
        runs = rank_one.runs("log10_iteration", "residual", d=d)
        iteration = power(10.0, runs["log10_iteration"][0])
        curves.plot(*style.strands(iteration, runs["residual"][:DRAWN]), color=colour, lw=0.4, alpha=0.5, rasterized=True)
        curves.plot(iteration, np.median(runs["residual"], axis=0), color=colour, lw=1.5, label=f"d = {power_of_ten(d)}")
    t = np.array([250.0, 450.0])
    curves.plot(t, 1e-1 * theory.shrinkage(step, t - 250), color=style.BLACK, ls=":", lw=1.2, label=r"$(1-\eta\sigma_1)^t$")
    curves.set(yscale="log", ylim=(1e-14, 3), xlim=(0, 800), xlabel="iteration", ylabel=r"error / $\sigma_1$", title="the rate is linear")
    curves.legend(fontsize=style.points(6.5), loc="upper right")
    for exponent, colour in zip(ERRORS, style.CYCLE, strict=False):
        median = table.groupby("d")[f"reach_{exponent}"].median()
        counts.plot(median.index, power(10.0, median.to_numpy()), "o-", color=colour, ms=4, label=f"error 1e-{exponent}")
    slope, predicted = measured(iterations_per_log_dimension, table), theory.iterations_per_log_dimension(step)
    counts.set(xscale="log", xlabel="dimension d", ylabel="median iterations", ylim=(0, 650))
    counts.set_title(f"T grows as log d: {slope.value:.2f} a factor e\n(predicted {predicted:.2f})", fontsize=style.points(8))
    counts.legend(fontsize=style.points(6.5), loc="upper left", ncols=2)
    for place, d in enumerate(sizes):
        share = measured(share_of_bounded_ratios, table[table["d"] == d])
        bars = [[share.value - share.low], [share.high - share.value]]
        shares.errorbar(place, share.value, bars, fmt="o", ms=4, capsize=3, color=style.BLUE)
    shares.axhline(theory.bounded_share(RATIO_BOUND), color=style.BLACK, ls=":", label="predicted")
    shares.set_xticks(range(len(sizes)), [power_of_ten(d) for d in sizes], rotation=45)
    shares.set(xlabel="dimension d", ylabel="share of runs", ylim=(0, 0.6))
    shares.set_title(f"the ratio stays in [1/{RATIO_BOUND:g}, {RATIO_BOUND:g}]\nfor all t", fontsize=style.points(8))
    shares.legend(fontsize=style.points(6.5), loc="lower center")
    variance = style.formula(rank_one.fixed["start_variance"]).replace("/", " sigma_1/")
    style.note(
        fig,
        f"Literal gradient descent with the constant step {step}/sigma_1 in coordinates of the span (exact for every d; starts are "
        f"drawn by their law), entries of the start N(0, {variance}); {rank_one.seeds:,} runs for each d, {DRAWN} of them thin, "
        f"medians bold; shares with exact 95 % intervals. {ended(table)}. Predictions: ours, see predictions/balance.yaml.",
    )
    return fig
