"""Every method side by side: when runs pass each saddle, and how they end."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import choices, style
from scripts.plots.escape.words import ENDS, GD, given, step

CHOICES = {"method": ("descent.escape.methods", "descent.methods")}
SPREAD = (0.05, 0.95)
"""The share of runs that a bar spans."""


def passages(axis, row: int, runs):
    """One method: for each saddle the median iteration at which it is passed, and the spread of the runs; then when they converge."""
    escape = OctopusRuns.of(runs).escape
    for k in range(escape.shape[1]):
        passed = escape[~np.isnan(escape[:, k]), k]
        if len(passed):
            low, middle, high = np.quantile(passed, [SPREAD[0], 0.5, SPREAD[1]])
            axis.plot([low, high], [row, row], color=GD, lw=4, alpha=0.2, solid_capstyle="butt")
            axis.plot(middle, row, "|", ms=8, mew=1.1, color=GD)
    converged = runs.loc[runs["status"] == "converged", "steps"]
    if len(converged):
        axis.plot(converged.median(), row, "o", ms=4, color=ENDS["converged"], mec=style.BLACK, mew=0.6)


def draw(methods):
    """methods: the study of all methods. Returns the figure."""
    table, names = methods.metrics, methods.grid["method"]
    labels = [choices.load(CHOICES, "method", name).LABEL for name in names]
    fig, axes = style.figure(len(methods.grid["L"]), 2, height=0.7 + 0.19 * len(names), least=1.6, squeeze=False, sharey=True)
    for (times, ends), L in zip(axes, methods.grid["L"], strict=True):
        for row, name in enumerate(names):
            runs = table[(table["L"] == L) & (table["method"] == name)]
            passages(times, row, runs)
            left = 0.0
            for end, colour in ENDS.items():
                share = (runs["status"] == end).mean()
                ends.barh(row, share, left=left, color=colour)
                left += share
        times.set(xscale="log", xlabel="iterations", xlim=(1, None), title=f"Saddles passed, $L = {L}$")
        ends.set(xlabel="share of runs", xlim=(0, 1), title=f"How runs end, $L = {L}$")
    axes[0, 0].set(yticks=range(len(names)), yticklabels=labels, ylim=(len(names) - 0.5, -0.5))
    patch, line = style.matplotlib.patches.Patch, style.matplotlib.lines.Line2D
    keys = [
        line([], [], ls="", marker="|", ms=8, color=GD, label="a saddle is passed (median)"),
        patch(color=GD, alpha=0.2, label="5 to 95 % of the runs"),
    ]
    there = [end for end in ENDS if (table["status"] == end).any()]
    style.legend(fig, keys + [patch(color=ENDS[end], label=end) for end in there])
    words = {"momentum": "momentum", "stride": "step size of methods with normalised steps"}
    said = [f"{word} {given(methods, name)}" for name, word in words.items() if name in methods.fixed]
    style.note(
        fig,
        f"Literal float64 iterations, at most {methods.fixed['max_steps']:,}; dots: the median iteration at which runs are within "
        f"{given(methods, 'eps')} of a minimum. {', '.join([step(methods), *said])} (our choice).",
    )
    return fig
