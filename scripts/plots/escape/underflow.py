"""The underflow trap: float32 and float64 GD stop on a saddle for ever; in logarithms it goes on."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import FLOAT32, FLOAT64, GD, step

WAYS = {
    "gd_float32": ("literal, float32", FLOAT32),
    "gd": ("literal, float64", FLOAT64),
    "gd_event_driven": ("event-driven, logarithms", GD),
}


def draw(underflow):
    """underflow: GD in three number formats. Returns the figure."""
    table, given = underflow.metrics, underflow.fixed["max_steps"]
    fig, axis = style.figure(1, 1, height=2.8)
    for method, (label, colour) in reversed(WAYS.items()):
        rows = table[table["method"] == method]
        escape = OctopusRuns.of(rows).escape
        stuck = (rows["status"] == "underflow").sum()
        for run, times in enumerate(escape):
            passed = times[~np.isnan(times)]
            end = passed[-1] if len(passed) == len(times) else max(given, *passed)
            axis.step(
                np.concatenate([[1], passed, [end]]),
                np.append(np.arange(len(passed) + 1), len(passed)),
                where="post",
                color=colour,
                lw=2 if run == 0 else 0.6,
                alpha=1 if run == 0 else 0.3,
                label=f"{label}: {stuck} of {len(rows)} runs stuck" if run == 0 else None,
            )
    axis.axvline(given, color=style.BLACK, lw=0.8, ls=":")
    axis.set(xscale="log", xlabel="iterations", ylabel="saddles passed", xlim=(1, None), ylim=(-0.3, underflow.fixed["d"] + 0.3))
    axis.yaxis.get_major_locator().set_params(integer=True)
    axis.set_title("Literal GD stays at a saddle for want of small numbers")
    axis.legend(loc="upper left")
    style.note(
        fig,
        f"L = {underflow.fixed['L']}, {step(underflow)}; all runs are drawn, the first bold. Literal runs have {given:,} "
        "iterations (dotted).",
    )
    return fig
