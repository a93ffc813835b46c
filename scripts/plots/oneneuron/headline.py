"""The augmented loss is zero, and the net still errs: what the theorem does not forbid, on three points."""

import numpy as np

from descent.elementary import log10, power
from descent.oneneuron.curves import curves
from descent.oneneuron.landscapes import three_points
from scripts import style
from scripts.plots.oneneuron.words import ended

MOMENTS = (-2.0, 1.0, 4.0, 10.0)
"""log10 of the times at which the functions are drawn."""
COLUMNS = ("log10_t", "log10_F", "base_loss", "base_errors")

NEEDS = {"failure_mode": {"path": ["flow", "late"], "landscape_name": ["three_points"]}}


def draw(failure_mode):
    """failure_mode: gradient flow and its late phase from beside a bad minimum. Returns the figure."""
    grid, fixed = failure_mode.grid, failure_mode.fixed
    lam = grid["lam"][len(grid["lam"]) // 2]
    cell = {"landscape_name": "three_points", "lam": lam}
    flow, late = (failure_mode.runs(*COLUMNS, "xi", path=path, **cell) for path in ("flow", "late"))
    run = int(np.argsort(flow["base_loss"][:, -1])[len(flow["base_loss"]) // 2])
    t = flow["log10_t"][run]
    shown = [int(np.argmin(np.abs(t - moment))) for moment in MOMENTS]
    fig, axes = style.figure(2, len(MOMENTS), height=2.0)
    for axis, point in zip(axes[0], shown, strict=True):
        x, y, grid_x, alone, augmented = curves(three_points.landscape().problem, fixed["activation"], flow["xi"][run, point])
        axis.axhline(0, color=style.GREY, lw=0.6)
        axis.plot(grid_x, augmented, color=style.BLUE, lw=1.4)
        axis.plot(grid_x, alone, color=style.RED, lw=1.4)
        for label, marker in ((1, "^"), (-1, "v")):
            axis.plot(x[y == label], np.full((y == label).sum(), float(label)), marker, color=style.BLACK, ms=5)
        F, errors = power(10.0, flow["log10_F"][run, point]), int(flow["base_errors"][run, point])
        axis.set(ylim=(-4, 4), xlabel="x")
        axis.set_title(f"time 1e{t[point]:.0f}: F = {F:.2g}\nthe net errs on {errors} of {len(y)}", fontsize=style.points(7.5))
    axes[0, 0].set_ylabel("output")
    axes[0, 0].plot([], [], color=style.RED, label="net alone")
    axes[0, 0].plot([], [], color=style.BLUE, label="with its neuron")
    axes[0, 0].legend(fontsize=style.points(6.5), loc="lower left")
    for axis in axes[1]:
        axis.remove()
    spec = axes[1, 0].get_gridspec()
    below = fig.add_subplot(spec[1, :])
    for runs, dashes in ((flow, "-"), (late, "--")):
        below.plot(*style.strands(runs["log10_t"], runs["log10_F"]), color=style.BLUE, lw=0.4, alpha=0.4, rasterized=True)
        below.plot(
            *style.strands(runs["log10_t"], log10(np.maximum(runs["base_loss"], 1e-30))),
            color=style.RED,
            lw=0.4,
            alpha=0.4,
            rasterized=True,
        )
        below.plot(runs["log10_t"][run], runs["log10_F"][run], dashes, color=style.BLUE, lw=1.4)
        below.plot(runs["log10_t"][run], log10(np.maximum(runs["base_loss"][run], 1e-30)), dashes, color=style.RED, lw=1.4)
    below.plot([], [], color=style.BLUE, label="F, the augmented loss")
    below.plot([], [], color=style.RED, label="loss of the net alone")
    for point in shown:
        below.axvline(t[point], color=style.GREY, lw=0.6, ls=":")
    below.set(xlabel="log10 of the flow time", ylabel="log10 of the loss", xlim=(-3.2, 30), ylim=(-24, 4))
    below.legend(loc="lower left")
    table = failure_mode.metrics
    rows = table[(table["landscape_name"] == "three_points") & (table["lam"] == lam) & (table["path"] != "gd")]
    over = rows.loc[rows["ended"] == "taken over", "ended_at"]
    style.note(
        fig,
        "Three points with labels +, -, +; two rounded ReLUs from beside their bad minimum, and the paper's exponential neuron with "
        f"lambda = {lam}. Above: one of {failure_mode.seeds} runs (the one with the median loss of the net at the end). Below: all of "
        f"them; gradient flow (lines), then the late flow (dashed). With eta = {fixed['eta']:g} the last picture is "
        f"{power(10.0, t[shown[-1]]) / fixed['eta']:.0e} iterations of literal descent away. No finite minimum is bad, as the theorem "
        f"says; {len(over)} paths come to a good one, at times from 1e{over.min():.1f} to 1e{over.max():.1f}. {ended(rows)}.",
    )
    return fig
