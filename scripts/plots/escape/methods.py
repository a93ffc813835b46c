"""Every method side by side: when each run passes each saddle, and how the runs end."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import choices, style
from scripts.plots.escape.words import given, step

ENDS = {
    "converged": style.GREEN,
    "iteration limit": style.GREY,
    "underflow": style.ORANGE,
    "left the domain": style.PURPLE,
    "diverged": style.RED,
}
CHOICES = {"method": ("descent.escape.methods", "descent.methods")}


def draw(methods):
    """methods: the study of all methods. Returns the figure."""
    table, names = methods.metrics, methods.grid["method"]
    labels = [choices.load(CHOICES, "method", name).LABEL for name in names]
    fig, axes = style.figure(len(methods.grid["L"]), 2, height=2.9, width_ratios=[1.6, 1], squeeze=False, sharey=True)
    for (times, ends), L in zip(axes, methods.grid["L"], strict=True):
        for row, name in enumerate(names):
            runs = table[(table["L"] == L) & (table["method"] == name)]
            escape = OctopusRuns.of(runs).escape
            for k in range(escape.shape[1]):
                times.plot(escape[:, k], np.full(len(runs), row), "|", ms=7, color=style.BLUE, alpha=0.35, rasterized=True)
            times.plot(runs["steps"], np.full(len(runs), row), ".", ms=4, color=style.GREEN)
            left = 0.0
            for end, colour in ENDS.items():
                share = (runs["status"] == end).mean()
                ends.barh(row, share, left=left, color=colour, label=end if row == 0 else None)
                left += share
        times.set(xscale="log", xlabel="iterations", xlim=(1, None), title=f"L = {L}")
        ends.set(xlabel="share of runs", xlim=(0, 1), title="how the runs end")
    axes[0, 0].set(yticks=range(len(names)), yticklabels=labels, ylim=(len(names) - 0.5, -0.5))
    fig.legend(*axes[0, 1].get_legend_handles_labels(), loc="outside upper right", ncols=len(ENDS))
    words = {"momentum": "momentum", "stride": "stride of the last three (Adam's eta)"}
    said = [f"{word} {given(methods, name)}" for name, word in words.items() if name in methods.fixed]
    style.note(
        fig,
        f"Literal float64 iterations, d = {methods.fixed['d']}, {methods.seeds} runs each, at "
        f"most {methods.fixed['max_steps']:,} iterations. Bars: the escapes of every run; "
        f"green dots: within {given(methods, 'eps')} of a minimum. {', '.join([step(methods), *said])}: ours.",
    )
    return fig
