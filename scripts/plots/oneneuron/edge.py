"""GD leaves its flow where the valley becomes steeper than its step allows, and goes on along the edge of stability."""

import numpy as np
import pandas

from descent.elementary import log10
from scripts import style, ticks
from scripts.plots.oneneuron.curve_panels import bundle, lines, over_time
from scripts.plots.oneneuron.words import ETAS, ended, landscape

PANELS = (("log10_F", "F"), ("log10_a", "$|a|$"), ("sharpness", r"$\eta$ times the largest eigenvalue"))
WINDOW = 0.2
"""Decades of time over which values are drawn as their largest."""
STABLE = 2.0
"""eta times an eigenvalue above which a step overshoots."""


def draw(edge, failure_mode):
    """edge: GD with several steps; failure_mode: gradient flow from like starts. Returns the figure."""
    fig, axes = style.figure(1, 3, height=2.5)
    over = total = 0
    table, etas = edge.metrics, style.colours(edge.grid["eta"], ETAS)
    flow = _flow(axes, edge.fixed, failure_mode)
    for eta, colour in etas.items():
        runs = edge.runs("log10_t", *(column for column, _ in PANELS), eta=eta)
        over, total = over + int((eta * runs["sharpness"] > STABLE).any(axis=1).sum()), total + len(runs["sharpness"])
        for axis, (column, _) in zip(axes, PANELS, strict=True):
            t, values = enveloped(
                runs["log10_t"][0], runs[column], stays=(table.loc[table["eta"] == eta, "ended"] == "completed").to_numpy()
            )
            bundle(axis, t, log10(eta * values) if column == "sharpness" else values, colour)
    for axis, (_, label) in zip(axes, PANELS, strict=True):
        axis.set(ylabel=label, xlim=(-2, edge.fixed["log10_gd_time"]))
        ticks.powers(axis.yaxis)
    over_time(axes)
    axes[2].axhline(log10(STABLE), color=style.BLACK, lw=0.8, ls=":")
    for axis, title in zip(
        axes,
        ("augmented loss", "the neuron's size", f"steps overshoot in {'all' if over == total else f'{over} of'} {total} runs"),
        strict=True,
    ):
        axis.set_title(title)
    style.legend(fig, lines({f"GD, $\\eta$ = {eta:g}": colour for eta, colour in etas.items()}) + flow)
    powers = table.groupby("eta")["a_power"].median()
    words = ", ".join(f"t^{ticks.number(powers[eta])} with η = {eta:g}" for eta in etas)
    dashed = f"Dashed: the median of {failure_mode.seeds} paths of gradient flow from like starts. " * bool(flow)
    style.note(
        fig,
        f"{landscape(edge.fixed['landscape_name'])}, λ = {edge.fixed['lam']:g}. {edge.seeds} runs of GD per step from beside the bad "
        f"minimum, thin, and their medians, bold; of each run the largest values within {WINDOW:g} decades of time. {dashed}Dotted: "
        f"{STABLE:g}, above which a step overshoots. At the end |a| goes as {words}. {ended(table)}.",
    )
    return fig


def _flow(axes, fixed, failure_mode) -> list:
    """Draw gradient flow where there is one from like starts. Returns what a legend shows of it."""
    cell = {"path": "flow", "landscape_name": fixed["landscape_name"], "lam": fixed["lam"]}
    if not failure_mode.has(**cell):
        return []
    runs = failure_mode.runs("log10_t", "log10_F", "log10_a", **cell)
    t, look = runs["log10_t"][0], {"color": style.BLACK, "lw": 1.2, "ls": "--", "label": "gradient flow"}
    shared = t <= fixed["log10_gd_time"]
    drawn = [
        axis.plot(t[shared], np.nanmedian(runs[column][:, shared], axis=0), zorder=3, **look)
        for axis, column in zip(axes, ("log10_F", "log10_a"), strict=False)
    ]
    return drawn[0]


def enveloped(t, values, stays):
    """Largest values over windows of time, run by run. t: (points,), log10; values: (runs, points); stays: (runs,), whether a run
    stays where it is from its last value on. Returns the same, (windows,) and (runs, windows).
    """
    values = np.where(stays[:, None], pandas.DataFrame(values).ffill(axis=1), values)
    windows = np.round(t / WINDOW)
    each = np.unique(windows)
    return each * WINDOW, np.stack([np.max(values[:, windows == window], axis=1) for window in each], axis=1)
