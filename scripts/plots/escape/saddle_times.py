"""Escape time against saddle number, up to a hundred saddles: GD's exponential law, with the slope that the theorem predicts."""

import numpy as np

from descent.elementary import power
from descent.escape.plateaus import predicted_growth
from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import PGD, curvatures, given, step


def draw(saddle_times, perturbed_scaling):
    """saddle_times: event-driven GD; perturbed_scaling: PGD. Returns the figure."""
    fig, axes = style.panels(len(saddle_times.grid["eta"]), height=2.7, least=1.7, most=2, sharey=True)
    table, noisy = saddle_times.metrics, perturbed_scaling.metrics
    d = max(perturbed_scaling.grid["d"])
    eps = perturbed_scaling.grid["eps"][len(perturbed_scaling.grid["eps"]) // 2]
    pgd = OctopusRuns.of(noisy[(noisy["method"] == "pgd") & (noisy["d"] == d) & (noisy["eps"] == eps)]).escape[:, :d]
    for axis, eta in zip(axes, saddle_times.grid["eta"], strict=True):
        for L, colour in reversed(curvatures(saddle_times).items()):
            rows = table[(table["L"] == L) & (table["eta"] == eta)]
            t, eta_value = OctopusRuns.of(rows).escape, rows["eta_value"].iloc[0]
            saddle, middle = np.arange(1, t.shape[1] + 1), np.median(t, axis=0)
            predicted = predicted_growth(eta_value, L, saddle_times.parameters(L=L)["gamma"])
            axis.fill_between(saddle, t.min(axis=0), t.max(axis=0), color=colour, alpha=0.25, lw=0)
            axis.plot(saddle, middle, color=colour, label=rf"$L = {L}$: $\times${predicted:.2f} per saddle")
            axis.plot(saddle, middle[-1] * power(predicted, saddle - saddle[-1]), color=style.BLACK, lw=0.8, ls=":")
            exact = int(rows["exact"].median())
            axis.plot(exact, middle[exact - 1], "|", color=colour, ms=9, mew=1.5)
        if len(pgd):
            axis.plot(np.arange(1, d + 1), np.median(pgd, axis=0), color=PGD, label=f"PGD, $L = {given(perturbed_scaling, 'L')}$")
        axis.set(yscale="log", xlabel="saddle $k$", ylabel="iteration at which it is passed", ylim=(1, None))
        axis.set_title(rf"GD at $\eta$ = {style.formula(eta)}")
        axis.legend(loc="upper left")
        axis.set_ylim(top=power(axis.get_ylim()[1], 1.25))  # room for the legend
    style.note(
        fig,
        f"GD is event-driven: the median of {saddle_times.seeds:,} runs, and all runs shaded. PGD is literal: d = {d}, "
        f"ε = {style.formula(eps)}, {perturbed_scaling.seeds:,} runs, {step(perturbed_scaling)}.",
    )
    return fig
