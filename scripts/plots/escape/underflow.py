"""The underflow trap: float32 and float64 GD stop on a saddle for ever; in logarithms it goes on."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import step

WAYS = {
    "gd_float32": ("literal, float32", style.ORANGE),
    "gd": ("literal, float64", style.BLUE),
    "gd_event_driven": ("event-driven, logarithms", style.GREEN),
}


def draw(underflow):
    """underflow: GD in three number formats. Returns the figure."""
    table, given = underflow.metrics, underflow.fixed["max_steps"]
    fig, axis = style.figure(1, 1, height=3.2)
    for method, (label, colour) in WAYS.items():
        rows = table[table["method"] == method]
        escape = OctopusRuns.of(rows).escape
        stuck = (rows["status"] == "underflow").sum()
        for run, times in enumerate(escape):
            passed = times[~np.isnan(times)]
            end = passed[-1] if len(passed) == len(times) else max(given, passed[-1])
            label_now = f"{label}: {stuck} of {len(rows)} stuck" if run == 0 else None
            axis.step(
                np.concatenate([[1], passed, [end]]),
                np.append(np.arange(len(passed) + 1), len(passed)),
                where="post",
                color=colour,
                lw=0.8 if run else 2,
                alpha=0.35 if run else 1,
                label=label_now,
            )
    axis.axvline(given, color=style.GREY, lw=0.8, ls=":")
    axis.set(xscale="log", xlabel="iterations", ylabel="saddles passed", yticks=range(underflow.fixed["d"] + 1))
    axis.legend(loc="upper left")
    style.note(
        fig,
        f"GD, d = {underflow.fixed['d']}, L = {underflow.fixed['L']}, {step(underflow)}, {underflow.seeds} "
        f"runs each, all drawn, run 0 bold; literal runs were given "
        f"{given:,} iterations (dotted). A coming coordinate halves in every "
        f"step; below the smallest normal number, steps round to nothing.",
    )
    return fig
