"""From beside a bad minimum: F and |a| fall as powers of time, b and |w| grow as its logarithm, the net alone gets worse."""

import numpy as np

from descent.elementary import log10
from descent.oneneuron.claims.failure_mode import late
from descent.oneneuron.rates import FIT
from descent.oneneuron.records.failure_mode import FailureModeRuns
from scripts import style, ticks
from scripts.plots.oneneuron.curve_panels import bundle, lines, over_time
from scripts.plots.oneneuron.words import LAMBDAS, PATHS, ended, extent, landscape

LOOKS = {"gd": {"lw": 2.8, "alpha": 0.35}, "flow": {"lw": 1.2}, "late": {"lw": 1.2, "ls": "--"}}
"""The line of a method's median."""
END = 30
"""log10 of the time at which the figure ends."""
PANELS = {
    "log10_F": "F",
    "log10_a": "$|a|$",
    "b": "b",
    "w_norm": "$|w|$",
    "base_loss": "loss",
    "base_errors": "points",
}

NEEDS = {"failure_mode": {"path": ["flow", "late"]}}


def draw(failure_mode):
    """failure_mode: paths by three methods, for several lambda. Returns the figure."""
    grid, table, fixed = failure_mode.grid, failure_mode.metrics, failure_mode.fixed
    name, lambdas = grid["landscape_name"][0], style.colours(grid["lam"], LAMBDAS)
    looks = {path: look for path, look in LOOKS.items() if path in grid["path"]}
    fig, axes = style.panels(len(PANELS), height=1.9)
    for lam, colour in lambdas.items():
        for path, look in looks.items():
            runs = failure_mode.runs("log10_t", *PANELS, path=path, lam=lam, landscape_name=name)
            for axis, column in zip(axes, PANELS, strict=True):
                bundle(axis, runs["log10_t"][0], runs[column], colour, **look)
    rows = table[table["landscape_name"] == name]
    for axis, title, label in zip(axes, titles(rows[rows["path"] == "flow"]), PANELS.values(), strict=True):
        axis.set(title=title, ylabel=label, xlim=(-3, END))
    for axis, bottom in zip(axes, (-END - 2, -END / 2 - 2), strict=False):
        axis.set_ylim(bottom, 2)
        ticks.powers(axis.yaxis)
    axes[4].set_yscale("log")
    axes[5].yaxis.get_major_locator().set_params(integer=True)
    over_time(axes)
    methods = [style.matplotlib.lines.Line2D([], [], color=style.BLACK, label=PATHS[path], **look) for path, look in looks.items()]
    style.legend(fig, lines({f"$\\lambda$ = {lam:g}": colour for lam, colour in lambdas.items()}) + methods)
    gd = "Gradient flow"
    if "gd" in looks:
        gd = f"GD (wide) with η = {fixed['eta']:g} to the time 10^{fixed['log10_gd_time']:g}, gradient flow"
    style.note(
        fig,
        f"{landscape(name)}: {failure_mode.seeds} starts at the distance {fixed['radius']:g} of the bad minimum, thin, and their "
        f"median, bold, up to where the first of them ends. {gd} (tolerance 10^{log10(fixed['tolerance']):.0f}) to "
        f"10^{fixed['log10_flow_time']:g}, then the late flow. Powers and slopes are medians over the runs of gradient flow in its last "
        f"{FIT:.0f} decades; theory has them at -1, -1/2 and, while the net hardly moves, 1/4. {ended(rows[rows['path'] == 'late'])}.",
    )
    return fig


def titles(rows) -> list[str]:
    """What the panels show, with the powers and slopes of gradient flow, medians of the runs of each lambda."""
    paths = [late(FailureModeRuns.of(some)) for _, some in rows.groupby("lam")]
    F, a, b, w = ([np.nanmedian(getattr(path, name)) for path in paths] for name in ("F_power", "a_power", "b_slope", "w_slope"))
    return [
        f"F goes as $t^{{{extent(F, 2)}}}$",
        f"$|a|$ as $t^{{{extent(a, 2)}}}$",
        f"b as {extent(b, 2)} log t",
        f"$|w|$ as {extent(w, 2)} log t",
        "loss of the net alone",
        "points it gets wrong",
    ]
