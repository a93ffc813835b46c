"""Event-driven GD against literal GD: the same iteration at every saddle that the literal runs reach."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import DOUBLE_DOUBLE, FLOAT64, step

LITERAL = {"gd": ("float64", FLOAT64, "o"), "gd_longdouble": ("double-double", DOUBLE_DOUBLE, "s")}
APART = 0.12
"""The distance of two formats at a saddle, in saddles."""
LINES = ("-", "--", "-.", ":")
NEEDS = {"agreement": {"method": ["gd_event_driven"]}}


def compare(axis, found, methods):
    """The difference of the iterations of each escape, saddle by saddle. found: L -> its runs. methods: those that are literal."""
    total, equal, largest = 0, 0, 1.0
    for place, method in enumerate(methods):
        _, colour, marker = LITERAL[method]
        for runs in found.values():
            apart = runs.where(method="gd_event_driven").escape - runs.where(method=method).escape
            known = ~np.isnan(apart)
            saddle = np.nonzero(known)[1] + 1 + APART * (2 * place - len(methods) + 1)
            axis.plot(saddle, apart[known], marker, ms=4, mfc="none", color=colour, rasterized=True)
            total, equal = total + int(known.sum()), equal + int((apart[known] == 0).sum())
            largest = max(largest, np.abs(apart[known]).max(initial=0))
    axis.set(ylabel="event-driven minus literal", ylim=(-1.6 * largest, 1.6 * largest))
    axis.set_title(f"All {total:,} escapes coincide" if total and equal == total else f"{equal:,} of {total:,} escapes coincide")


def reach(axis, found, methods):
    """The share of literal runs that pass each saddle."""
    for runs, line in zip(found.values(), LINES * len(found), strict=False):
        for method in methods:
            _, colour, marker = LITERAL[method]
            passed = ~np.isnan(runs.where(method=method).escape)
            axis.plot(np.arange(1, passed.shape[1] + 1), passed.mean(axis=0), line, marker=marker, ms=3, lw=1, color=colour)
    axis.set(ylabel="share of literal runs that pass it", ylim=(-0.03, 1.03))


def draw(agreement):
    """agreement: the study of three ways to run GD. Returns the figure."""
    table, methods = agreement.metrics, [method for method in LITERAL if method in agreement.grid["method"]]
    found = {L: OctopusRuns.of(table[table["L"] == L]) for L in agreement.grid["L"]}
    fig, axes = style.figure(1, 2, height=2.3, least=1.6)
    compare(axes[0], found, methods)
    reach(axes[1], found, methods)
    axes[1].set_title(f"Reach of {agreement.fixed['max_steps']:,} iterations")
    for axis in axes:
        axis.set(xlabel="saddle $k$", xlim=(0.5, agreement.fixed["d"] + 0.5))
        for side in (axis.xaxis, axes[0].yaxis):
            side.get_major_locator().set_params(integer=True)
    line = style.matplotlib.lines.Line2D
    formats = [
        line([], [], ls="", marker=marker, ms=4, mfc="none", color=colour, label=f"literal, {label}")
        for label, colour, marker in map(LITERAL.get, methods)
    ]
    lines = [line([], [], color=style.BLACK, ls=ls, lw=1, label=f"$L = {L}$") for L, ls in zip(found, LINES * len(found), strict=False)]
    style.legend(fig, formats + lines)
    style.note(
        fig,
        f"{step(agreement)}, {agreement.seeds:,} runs per L. Float64 loses bits once the coordinate that escapes next is below 2.2e-308; "
        "double-double has 32 digits, and an exponent of its own for every coordinate.",
    )
    return fig
