"""The panels on saddles of matrix factorisation, and on how descent comes to the minimum."""

import itertools

import numpy as np

from descent.balance.claims.factor_saddles import growth_per_log_distance
from descent.elementary import power
from scripts import style
from scripts.plots.balance.words import METHODS
from scripts.study import measured

KEPT = {0: style.BLUE, 1: style.ORANGE, 2: style.GREEN}
"""By the singular values of M* that a saddle has: its colour."""
RANKS = {2: style.RED, 5: style.PURPLE}
"""By the rank of M*."""
DASHES = ("-", "--", ":")
"""By d."""
SKEWS = "o^sd"
"""A marker for each skew of the sides."""


def kept(study):
    """How many singular values of M* are kept, and their colour, of every kind of saddle."""
    return style.colours(study.grid["kept"], KEPT).items()


def draw_curvatures(axis, study):
    """The lowest curvature of every saddle beside its bound."""
    table, first = study.metrics, study.grid["distance"][0]
    for skew, marker in zip(study.grid["skew"], SKEWS, strict=False):
        for number, colour in kept(study):
            rows = table[(table["skew"] == skew) & (table["kept"] == number) & (table["distance"] == first)]
            axis.plot(-rows["bound"], -rows["lowest"], marker, color=colour, ms=3, alpha=0.5, rasterized=True)
    ends = [0.0, 1.1 * -table["lowest"].min()]
    axis.plot(ends, ends, color=style.BLACK, lw=0.8, ls=":", zorder=0)
    axis.set(xlabel=r"bound on $-\lambda_{\min}$", ylabel=r"$-\lambda_{\min}$", xlim=ends, ylim=ends)


def draw_leaving(axis, study) -> list[float]:
    """Iterations from beside saddles with equal sides. Returns what a factor e in the distance adds, in units of its prediction."""
    equal, distances, growth = study.metrics.query("skew == 0"), study.grid["distance"], []
    for number, colour in kept(study):
        rows = equal[equal["kept"] == number]
        iterations = power(10.0, rows["reach_eps"].to_numpy())
        growth.append(measured(growth_per_log_distance, rows, study.fixed).value)
        axis.plot(rows["distance"], iterations, ".", color=colour, ms=2, alpha=0.3, rasterized=True)
        axis.plot(distances, [np.median(iterations[rows["distance"] == distance]) for distance in distances], "o-", ms=3.5, color=colour)
    axis.set(xscale="log", xlabel="distance of the start", ylabel=r"iterations to $\epsilon$")
    axis.set_ylim(bottom=0)
    return growth


def draw_residuals(axis, sizes, printed):
    """Residuals over iterations: medians for several sizes, a colour for the rank, dashes for d; all runs with the printed constant."""
    grid = sizes.grid
    for (rank, colour), eps in itertools.product(style.colours(grid["rank"], RANKS).items(), grid["eps"]):
        for d, dashes in zip(grid["d"], itertools.cycle(DASHES), strict=False):
            runs = sizes.runs("log10_iteration", "residual", d=d, rank=rank, eps=eps)
            t = power(10.0, np.maximum(runs["log10_iteration"][0], 0.0))
            axis.plot(t, np.median(runs["residual"], axis=0) / eps, color=colour, ls=dashes, lw=1)
    runs, eps = printed.runs("log10_iteration", "residual"), printed.parameters()["eps"]
    t = power(10.0, np.maximum(runs["log10_iteration"][0], 0.0))
    axis.plot(*style.strands(t, runs["residual"] / eps), color=METHODS["gd"], lw=0.4, alpha=0.5, rasterized=True)
    axis.plot(t, np.median(runs["residual"], axis=0) / eps, color=METHODS["gd"])
    axis.axhline(1.0, color=style.BLACK, lw=0.8, ls=":")
    axis.set(xscale="log", yscale="log", xlabel="iteration", ylabel=r"residual / $\epsilon$")
    axis.set_ylim(bottom=1e-4)
