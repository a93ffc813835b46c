"""Event-driven GD against literal GD: the same iteration at every saddle that the literal runs reach."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import DOUBLE_DOUBLE, FLOAT64, step

LITERAL = {"gd": ("float64", FLOAT64, "o"), "gd_longdouble": ("double-double", DOUBLE_DOUBLE, "s")}
LINES = ("-", "--", "-.", ":")
NEEDS = {"agreement": {"method": ["gd_event_driven"]}}


def draw(agreement):
    """agreement: the study of three ways to run GD. Returns the figure."""
    table, curvatures = agreement.metrics, agreement.grid["L"]
    fig, (differences, shares) = style.figure(1, 2, height=2.5, least=1.7)
    for method, (label, colour, marker) in LITERAL.items():
        if method not in agreement.grid["method"]:
            continue
        at, apart = [], []
        for L, line in zip(curvatures, LINES * len(curvatures), strict=False):
            runs = OctopusRuns.of(table[table["L"] == L])
            exact, literal = runs.where(method="gd_event_driven").escape, runs.where(method=method).escape
            reached = ~np.isnan(literal)
            at.append(literal[reached])
            apart.append((exact - literal)[reached])
            shares.plot(np.arange(1, exact.shape[1] + 1), reached.mean(axis=0), line, marker=marker, ms=3, lw=1, color=colour)
        apart = np.concatenate(apart)
        words = f"{label}: {int((apart == 0).sum()):,} of {len(apart):,} equal"
        differences.plot(
            np.concatenate(at),
            apart,
            marker,
            ms=5 if marker == "s" else 2.5,
            mfc="none",
            color=colour,
            label=words,
            rasterized=True,
            zorder=3 if marker == "o" else 2,
        )
    largest = max(1.0, *(np.abs(line.get_ydata()).max(initial=0) for line in differences.lines))
    differences.set(
        xscale="log",
        xlabel="iteration of the escape, literal GD",
        ylabel="event-driven minus literal",
        ylim=(-1.6 * largest, 1.6 * largest),
    )
    differences.legend(title="literal GD in", loc="upper left")
    differences.set_title("Iterations of escapes")
    shares.set(xlabel="saddle $k$", ylabel="share of literal runs that pass it", ylim=(-0.03, 1.03))
    shares.xaxis.get_major_locator().set_params(integer=True)
    lines = [
        style.matplotlib.lines.Line2D([], [], color=style.BLACK, ls=line, lw=1, label=f"$L$ = {L}")
        for L, line in zip(curvatures, LINES * len(curvatures), strict=False)
    ]
    shares.legend(handles=lines, loc="lower left")
    shares.set_title(f"Reach of {agreement.fixed['max_steps']:,} iterations")
    style.note(
        fig,
        f"{step(agreement)}, {agreement.seeds} runs per L. Float64 loses bits once the coordinate that escapes next is below 2.2e-308; "
        "double-double has 32 digits, and an exponent of its own for every coordinate.",
    )
    return fig
