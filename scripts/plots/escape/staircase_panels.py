"""The four panels that figures 3 and 4 share: f against iterations, GD and PGD, one panel for each L."""

import numpy as np

from scripts import style

COLOURS = {"gd": style.BLUE, "pgd": style.RED}
LABELS = {"gd": "GD", "pgd": "PGD"}


def panels(study, d: int):
    """Draw all runs, their median and one run (run 0) in bold. d: dimension. Returns the figure."""
    fig, axes = style.figure(2, 2, height=2.3)
    for axis, L in zip(axes.flat, study.grid["L"], strict=True):
        for method in study.grid["method"]:
            f = study.runs("objective", d=d, L=L, method=method)["objective"]
            colour, iterations = COLOURS[method], np.arange(f.shape[1])
            low, middle, high = np.nanpercentile(f, [5, 50, 95], axis=0)
            axis.plot(iterations, f.T, color=colour, lw=0.25, alpha=0.12, rasterized=True)
            axis.fill_between(iterations, low, high, color=colour, alpha=0.15, lw=0)
            axis.plot(iterations, middle, color=colour, lw=1.0, ls="--")
            axis.plot(iterations, f[0], color=colour, lw=2.0, label=LABELS[method])
        axis.set_title(f"L = {L}, $\\gamma$ = {study.parameters(d=d, L=L)['gamma']}")
        axis.set_xlabel("epochs (iterations)")
        axis.set_ylabel("objective $f(x_t)$")
        axis.set_xlim(0, f.shape[1] - 1)
        style.thousands(axis.yaxis)
    axes[0, 0].legend(loc="upper right")
    style.note(
        fig,
        f"d = {d}; literal float64 iterations of GD and PGD, eta = 1/(4L), {study.seeds} runs each: every run thin, 5-95 % shaded,"
        "\nmedian dashed, run 0 bold. PGD: g_thres = gamma e/100, r = e/100, t_thres = 1. Start uniform on [-1, 1]^d.",
    )
    return fig
