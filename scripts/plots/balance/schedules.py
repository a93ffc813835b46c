"""Theorem 3.1: the lemma holds for the schedule as printed, whose limit lies 10^20000 iterations away; variants come to it at once."""

import itertools

import numpy as np

from scripts import style, ticks
from scripts.plots.balance.words import METHODS, ended, schedule

WIDTHS = {"flow": 1.0, "gd": 2.4}
QUANTITIES = {
    "residual": (r"residual $||UV^T - M^{*}||_F$", "-"),
    "imbalance": (r"imbalance $||U^TU - V^TV||_F$", "--"),
}
NEEDS = {"schedules": {"method": ["flow"]}}
line = style.matplotlib.lines.Line2D


def draw_schedule(axis, study, scale, power):
    """Residual and imbalance of all runs over iterations, by each method, and where literal descent ends."""
    for method in [method for method in WIDTHS if method in study.grid["method"]]:
        runs = study.runs("log10_iteration", *QUANTITIES, method=method, step_scale=scale, step_power=power)
        t = np.maximum(runs["log10_iteration"][0], 0.0)
        for quantity, (_, dashes) in QUANTITIES.items():
            median = np.median(runs[quantity], axis=0)
            axis.plot(*style.strands(t, runs[quantity]), color=METHODS[method], lw=0.3, alpha=0.4, rasterized=True)
            axis.plot(t, median, color=METHODS[method], lw=WIDTHS[method], ls=dashes)
            if method == "gd":
                axis.plot(t[-1], median[-1], "o", ms=4, color=METHODS[method])
    reach = study.metrics.query("method == 'flow' and step_scale == @scale and step_power == @power")["reach_eps"]
    far = reach.median()
    end = rf"$\epsilon$ at ${ticks.power(round(far, 1 if far < 100 else 0))}$" if np.isfinite(far) else r"$\epsilon$ not reached"
    axis.set(yscale="log", ylim=(1e-9, 4), title=f"{schedule(scale, power)}: {end}", xlim=(0, 1.2 * reach.max() if reach.any() else None))
    ticks.powers(axis.xaxis)
    axis.xaxis.set_major_locator(style.matplotlib.ticker.MaxNLocator(4, integer=True))
    axis.axhline(study.fixed["eps"], color=style.BLACK, lw=0.8, ls=":")


def draw(schedules):
    """schedules: literal descent and its late flow, several schedules. Returns the figure."""
    cells = list(itertools.product(schedules.grid["step_scale"], schedules.grid["step_power"]))
    fig, axes = style.panels(len(cells), height=2.1, least=1.8, most=2)
    for axis, (scale, power) in zip(axes, cells, strict=True):
        draw_schedule(axis, schedules, scale, power)
        axis.set(xlabel="iteration", ylabel="Frobenius norm")
    methods = {"gd": ("literal descent", 2.4), "flow": ("then its late flow", 1.0)}
    shown = [line([], [], color=style.GREY, ls=dashes, label=label) for label, dashes in QUANTITIES.values()]
    shown += [
        line([], [], color=METHODS[key], lw=width, label=label)
        for key, (label, width) in methods.items()
        if key in schedules.grid["method"]
    ]
    style.legend(fig, [*shown, line([], [], color=style.BLACK, lw=0.8, ls=":", label=r"$\epsilon$")])
    fixed = schedules.fixed
    style.note(
        fig,
        f"d = {fixed['d']}, rank {fixed['rank']}, ||M*||_F = 1, ε = {fixed['eps']}, entries of the start N(0, ε/d²); {schedules.seeds} "
        f"runs for each schedule, thin, medians bold. Black: literal descent in float64 to {fixed['steps']:,} iterations, where the dot "
        f"is; orange: descent to {fixed['steps_before_flow']:,} iterations, then the flow of its late phase. {ended(schedules.metrics)}.",
    )
    return fig
