"""The panels on theorem 3.2: errors over iterations, iterations over d, and the share of bounded ratios."""

import itertools

import numpy as np

from descent.balance import rank_one as theory
from descent.balance.claims.factorisation import RATIO_BOUND, share_of_bounded_ratios
from descent.elementary import log, log10, power
from scripts import style, ticks
from scripts.study import measured

DRAWN = 30
"""Runs of a dimension whose error curves are drawn."""
ERRORS = {2: "o", 4: "s", 8: "^", 12: "D"}
"""Exponents of the errors in the second panel, and their markers."""
PREDICTED = {"color": style.BLACK, "ls": ":", "lw": 1.2}


def dimension(d: int) -> str:
    """A dimension in few letters, for mathtext."""
    return f"{d:,}".replace(",", "{,}") if d < 1e6 else ticks.power(round(float(log10(d)), 1))


def draw_curves(axis, study) -> list:
    """Errors over iterations, a colour for each d, beside the predicted rate. Returns the medians' lines."""
    step, medians = study.fixed["step_scale"], []
    for d, colour in zip(study.grid["d"], itertools.cycle(style.CYCLE), strict=False):
        runs = study.runs("log10_iteration", "residual", d=d)
        iteration = power(10.0, runs["log10_iteration"][0])
        axis.plot(*style.strands(iteration, runs["residual"][:DRAWN]), color=colour, lw=0.4, alpha=0.5, rasterized=True)
        medians += axis.plot(iteration, np.median(runs["residual"], axis=0), color=colour, lw=1.5, label=f"$d = {dimension(d)}$")
    start, end = (power(10.0, study.metrics[name].max()) for name in ("reach_1", "reach_12"))
    last = end if np.isfinite(end) else study.fixed["steps"]
    t = np.array([0.0, 0.6 * last])
    axis.plot(start + t, 0.1 * theory.shrinkage(step, t), **PREDICTED)
    axis.set(yscale="log", ylim=(1e-14, 3), xlim=(0, 1.1 * last), xlabel="iteration", ylabel=r"error / $\sigma_1$")
    axis.set_title("linear rate")
    return medians


def draw_iterations(axis, study) -> float:
    """Median iterations to several errors over d, beside the predicted growth. Returns what a factor e in d is predicted to add."""
    predicted, sizes = theory.iterations_per_log_dimension(study.fixed["step_scale"]), np.array(sorted(study.grid["d"]), float)
    for exponent, marker in ERRORS.items():
        median = power(10.0, study.metrics.groupby("d")[f"reach_{exponent}"].median().to_numpy())
        axis.plot(sizes, median, marker, color=style.BLACK, mfc="white", ms=4, label=f"$10^{{-{exponent}}}$")
        axis.plot(sizes, median[0] + predicted * log(sizes / sizes[0]), **PREDICTED)
    axis.set(xscale="log", xlabel="dimension $d$", ylabel="median iterations")
    axis.set_title(r"$T$ grows as $\log d$" if len(sizes) > 1 else "iterations $T$")
    axis.set_ylim(0, 2.0 * axis.get_ylim()[1])
    axis.legend(title=r"error / $\sigma_1$", loc="upper left", ncols=2)
    return predicted


def draw_shares(axis, study):
    """The share of runs whose ratio is bounded at all times, over d, beside the predicted share."""
    for d, rows in study.metrics.groupby("d"):
        share = measured(share_of_bounded_ratios, rows)
        bars = [[share.value - share.low], [share.high - share.value]]
        axis.errorbar(d, share.value, bars, fmt="o", ms=4, capsize=3, color=style.BLACK, mfc="white")
    axis.axhline(theory.bounded_share(RATIO_BOUND), **PREDICTED)
    axis.set(xscale="log", xlabel="dimension $d$", ylabel="share of runs", ylim=(0, 1))
    axis.set_title("bounded ratios")
