"""From beside a bad minimum: F and |a| fall as powers of time, b and |w| grow as its logarithm, the net alone gets worse."""

import numpy as np

from descent.oneneuron.claims.failure_mode import late
from descent.oneneuron.rates import FIT
from descent.oneneuron.records.failure_mode import FailureModeRuns
from scripts import style
from scripts.plots.oneneuron.words import LAMBDAS, PATHS, ended

WIDTHS = {"gd": (2.6, 0.35), "flow": (1.0, 1.0), "late": (1.0, 1.0)}
"""Width and opacity of a median's line."""
END = 30
"""log10 of the time at which the figure ends."""
PANELS = (
    ("log10_F", "log10 F"),
    ("log10_a", "log10 |a|"),
    ("b", "b"),
    ("w_norm", "|w|"),
    ("base_loss", "loss of the net alone"),
    ("base_errors", "points that it gets wrong"),
)

NEEDS = {"failure_mode": {"path": ["flow", "late"]}}


def draw(failure_mode):
    """failure_mode: paths by three methods, for several lambda. Returns the figure."""
    grid, table, fixed = failure_mode.grid, failure_mode.metrics, failure_mode.fixed
    name = grid["landscape_name"][0]
    fig, axes = style.figure(2, 3, height=2.1, sharex=True)
    for lam, colour in style.colours(grid["lam"], LAMBDAS).items():
        for path, width, opacity in [(path, *WIDTHS[path]) for path in WIDTHS if path in grid["path"]]:
            runs = failure_mode.runs("log10_t", *(column for column, _ in PANELS), path=path, lam=lam, landscape_name=name)
            t = runs["log10_t"][0]
            for axis, (column, _) in zip(axes.ravel(), PANELS, strict=True):
                values = runs[column]
                dashes = "--" if path == "late" else "-"
                axis.plot(*style.strands(t, values), color=colour, lw=0.3, alpha=0.35, rasterized=True)
                known = np.isfinite(values).mean(axis=0) > 0.5
                axis.plot(t[known], np.nanmedian(values[:, known], axis=0), dashes, color=colour, lw=width, alpha=opacity)
        rows = table[(table["path"] == "flow") & (table["lam"] == lam) & (table["landscape_name"] == name)]
        paths = late(FailureModeRuns.of(rows))
        medians = [np.nanmedian(values) for values in (paths.F_power, paths.a_power, paths.b_slope, paths.w_slope)]
        words = ("$t^{{{:.3f}}}$", "$t^{{{:.3f}}}$", "{:.3f} ln t", "{:.3f} ln t")
        for axis, word, value in zip(axes.ravel(), words, medians, strict=False):
            axis.plot([], [], color=colour, label=f"$\\lambda$ = {lam:g}: " + word.format(value))
    for axis, (_, label) in zip(axes.ravel(), PANELS, strict=True):
        axis.set(ylabel=label, xlim=(-3, END))
    axes[0, 0].set_ylim(-END - 2, 2)
    axes[0, 1].set_ylim(-END / 2 - 2, 1)
    for axis, corner in zip(axes.ravel(), ("lower left", "lower left", "lower right", "lower right"), strict=False):
        axis.legend(fontsize=style.points(6.5), loc=corner)
    axes[1, 1].set(yscale="log")
    axes[1, 2].yaxis.get_major_locator().set_params(integer=True)
    for axis in axes[1]:
        axis.set_xlabel("log10 of the flow time")
    handles = [
        style.matplotlib.lines.Line2D(
            [], [], color=style.BLACK, lw=WIDTHS[path][0], alpha=WIDTHS[path][1], ls="--" if path == "late" else "-", label=PATHS[path]
        )
        for path in PATHS
    ]
    fig.legend(handles=handles, loc="outside upper center", ncols=3)
    rows = table[table["landscape_name"] == name]
    over = rows[(rows["path"] == "late") & (rows["ended"] == "taken over")]
    style.note(
        fig,
        f"Three points, two rounded ReLUs, {failure_mode.seeds} starts at a distance {fixed['radius']:g} of the bad minimum, thin; "
        f"medians bold. Literal descent with eta = {fixed['eta']:g} to the time 10^{fixed['log10_gd_time']:g}; gradient flow "
        f"(backward differentiation, tolerance {fixed['tolerance']:g}) to 10^{fixed['log10_flow_time']:g}; then the late flow, in which "
        f"|a| is a logarithm. Powers and slopes are those of gradient flow over its last {FIT:.0f} decades; the theory says -1, -1/2 and, "
        f"while the net hardly moves, 1/4. In {len(over)} of {int((rows['path'] == 'late').sum())} late flows the net has learnt "
        f"the points in the end, at a median time of 1e{over['ended_at'].median():.1f}. {ended(rows)}.",
    )
    return fig
