"""The panels that figures 3 and 4 share: f against iterations, GD and PGD, one panel for each L."""

import numpy as np

from scripts import style, ticks
from scripts.plots.escape.words import label, method_colours, step


def panels(study, d: int):
    """All runs, thin, and their median, bold. d: dimension. Returns the figure."""
    fig, axes = style.panels(len(study.grid["L"]), height=2.0, least=1.6, most=2)
    for axis, L in zip(axes, study.grid["L"], strict=True):
        for method, colour in method_colours(study).items():
            f = study.runs("objective", d=d, L=L, method=method)["objective"]
            iterations = np.arange(f.shape[1])
            axis.plot(*style.strands(iterations, f), color=colour, lw=0.3, alpha=0.3, rasterized=True)
            axis.plot(iterations, np.median(f, axis=0), color=colour, lw=1.8, label=label(method))
        axis.set(xlabel="epochs (iterations)", ylabel="objective $f(x_t)$", xlim=(0, f.shape[1] - 1))
        axis.set_title(rf"$L = {L}$, $\gamma = {study.parameters(d=d, L=L)['gamma']}$")
        ticks.thousands(axis.yaxis)
    style.legend(fig, axes[0].get_lines()[1::2])
    style.note(
        fig,
        f"Every iteration is literal, in float64, with {step(study)}; {study.seeds:,} runs per method, all drawn thin; bold: their median.",
    )
    return fig
