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


def staircase(passed, last: float):
    """Saddles passed against iterations, as (x, y). passed: iterations of the escapes; last: where a run ends that stops before."""
    return np.concatenate([[1], passed, [max([last, *passed])]]), np.append(np.arange(len(passed) + 1), len(passed))


def draw(underflow):
    """underflow: GD in three number formats. Returns the figure."""
    table, d, given = underflow.metrics, underflow.fixed["d"], underflow.fixed["max_steps"]
    fig, axis = style.figure(1, 1, height=2.8)
    stuck = []
    for method in (method for method in reversed(WAYS) if method in underflow.grid["method"]):
        label, colour = WAYS[method]
        rows = table[table["method"] == method]
        escape = OctopusRuns.of(rows).escape
        for times in escape:
            passed = times[~np.isnan(times)]
            axis.step(*staircase(passed, 1 if len(passed) == d else given), where="post", color=colour, lw=0.6, alpha=0.3)
        middle = np.median(np.where(np.isnan(escape), np.inf, escape), axis=0)
        middle = middle[np.isfinite(middle)]
        axis.step(*staircase(middle, 1 if len(middle) == d else given), where="post", color=colour, lw=2, label=label, zorder=3)
        stuck.append(f"{(rows['status'] == 'underflow').sum():,} of {len(rows):,} ({label})")
    axis.axvline(given, color=style.BLACK, lw=0.8, ls=":")
    axis.set(xscale="log", xlabel="iterations", ylabel="saddles passed", xlim=(1, None), ylim=(-0.3, d + 0.3))
    axis.yaxis.get_major_locator().set_params(integer=True)
    axis.set_title("Saddles that GD passes before it stops")
    axis.legend(loc="upper left")
    style.note(
        fig,
        f"L = {underflow.fixed['L']}, {step(underflow)}; all runs are drawn thin, their median bold. Literal runs have {given:,} "
        f"iterations (dotted). Runs stuck at a saddle: {', '.join(stuck)}.",
    )
    return fig
