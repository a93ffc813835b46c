"""Escape time against saddle number, up to a hundred saddles: GD's exponential law, with the slope that the theorem predicts."""

import numpy as np

from descent.elementary import power
from descent.escape.plateaus import predicted_growth
from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import CURVATURES, given, step


def draw(saddle_times, perturbed_scaling):
    """saddle_times: event-driven GD; perturbed_scaling: PGD. Returns the figure."""
    fig, axes = style.figure(1, len(saddle_times.grid["eta"]), height=3.1, sharey=True, squeeze=False)
    table = saddle_times.metrics
    noisy = perturbed_scaling.metrics
    d = max(perturbed_scaling.grid["d"])
    eps = perturbed_scaling.grid["eps"][len(perturbed_scaling.grid["eps"]) // 2]
    pgd = OctopusRuns.of(noisy[(noisy["method"] == "pgd") & (noisy["d"] == d) & (noisy["eps"] == eps)]).escape[:, :d]
    for axis, eta in zip(axes.flat, saddle_times.grid["eta"], strict=True):
        for L, colour in style.colours(saddle_times.grid["L"], CURVATURES).items():
            rows = table[(table["L"] == L) & (table["eta"] == eta)]
            t, eta_value = OctopusRuns.of(rows).escape, rows["eta_value"].iloc[0]
            saddle, middle = np.arange(1, t.shape[1] + 1), np.median(t, axis=0)
            predicted = predicted_growth(eta_value, L, saddle_times.parameters(L=L)["gamma"])
            axis.fill_between(saddle, t.min(axis=0), t.max(axis=0), color=colour, alpha=0.25, lw=0)
            axis.plot(saddle, middle, color=colour, label=f"GD, L = {L}: ×{predicted:.2f} a saddle")
            axis.plot(saddle, middle[-1] * power(predicted, saddle - saddle[-1]), color=style.BLACK, lw=0.7, ls=":")
            exact = int(rows["exact"].median())
            axis.plot(exact, middle[exact - 1], "|", color=colour, ms=10, mew=1.5)
        if len(pgd):
            axis.plot(np.arange(1, d + 1), np.median(pgd, axis=0), color=style.GREEN, label=f"PGD, L = {given(perturbed_scaling, 'L')}")
        axis.set(yscale="log", xlabel="saddle number k", title=rf"$\eta$ = {style.formula(eta)}")
        axis.legend(loc="upper left")
    axes[0, 0].set_ylabel("iteration at which saddle k is passed")
    style.note(
        fig,
        f"Event-driven GD, d = {saddle_times.fixed['d']}, {saddle_times.seeds} "
        f"runs (median, and all runs shaded); dotted: the predicted slope; "
        f"tick: beyond it counts are approximate\n(landing points no longer resolved). Literal PGD, d = {d}, eps = {style.formula(eps)}, "
        f"{perturbed_scaling.seeds} runs, {step(perturbed_scaling)}.",
    )
    return fig
