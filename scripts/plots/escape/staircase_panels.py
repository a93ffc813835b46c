"""The four panels that figures 3 and 4 share: f against iterations, GD and PGD, one panel for each L."""

import numpy as np
import pandas as pd

from scripts import style, ticks
from scripts.plots.escape.words import METHODS, step


def panels(study, d: int):
    """Draw all runs, their median and one run (run 0) in bold. d: dimension. Returns the figure."""
    curvatures, colours = study.grid["L"], style.colours(study.grid["method"], {name: colour for name, (_, colour) in METHODS.items()})
    fig, axes = style.figure(-(-len(curvatures) // 2), 2, height=2.3, squeeze=False)
    for spare in axes.flat[len(curvatures) :]:
        spare.set_visible(False)
    for axis, L in zip(axes.flat, curvatures, strict=False):
        for method, colour in colours.items():
            f = study.runs("objective", d=d, L=L, method=method)["objective"]
            iterations = np.arange(f.shape[1])
            low, middle, high = pd.DataFrame(f).quantile([0.05, 0.5, 0.95]).to_numpy()
            axis.plot(*style.strands(iterations, f), color=colour, lw=0.25, alpha=0.2, rasterized=True)
            axis.fill_between(iterations, low, high, color=colour, alpha=0.15, lw=0)
            axis.plot(iterations, middle, color=colour, lw=1.0, ls="--")
            axis.plot(iterations, f[0], color=colour, lw=2.0, label=METHODS.get(method, (method,))[0])
        axis.set_title(f"L = {L}, $\\gamma$ = {study.parameters(d=d, L=L)['gamma']}")
        axis.set_xlabel("epochs (iterations)")
        axis.set_ylabel("objective $f(x_t)$")
        axis.set_xlim(0, f.shape[1] - 1)
        ticks.thousands(axis.yaxis)
    axes[0, 0].legend(loc="upper right")
    style.note(
        fig,
        f"d = {d}; literal GD and PGD in float64, {step(study)}, {study.seeds} runs "
        f"each: every run thin, 5-95 % shaded, median dashed, run 0 bold.",
    )
    return fig
