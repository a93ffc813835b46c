"""Theorem 3.1: the lemma holds for the schedule as printed, whose limit lies 1e20000 iterations away; variants come to it at once."""

import itertools

import numpy as np

from scripts import style
from scripts.plots.balance.words import ended

METHODS = (("flow", "then its flow", style.BLUE, 1.0), ("gd", "literal descent", style.ORANGE, 2.4))

NEEDS = {"schedules": {"method": ["flow"]}}


def name(scale: str, power) -> str:
    """A schedule in the paper's letters; ||M||_F is 1."""
    constant = {"= sqrt(eps/rank)/100": r"\sqrt{\epsilon/r}/100", "= 10*sqrt(eps/rank)": r"\sqrt{\epsilon/r}/0.1"}.get(scale)
    return f"${constant or style.formula(scale)} \\cdot (t+1)^{{-{power}}}$"


def draw(schedules):
    """schedules: literal descent and its late flow, several schedules. Returns the figure."""
    table, eps = schedules.metrics, schedules.fixed["eps"]
    cells = list(itertools.product(schedules.grid["step_scale"], schedules.grid["step_power"]))
    fig, axes = style.figure(2, len(cells), height=2.1, sharey="row", squeeze=False)
    for (residuals, imbalances), (scale, power) in zip(axes.T, cells, strict=True):
        for method, label, colour, width in [look for look in METHODS if look[0] in schedules.grid["method"]]:
            runs = schedules.runs("log10_iteration", "residual", "imbalance", method=method, step_scale=scale, step_power=power)
            t = np.maximum(runs["log10_iteration"][0], 0.0)
            for axis, values in ((residuals, runs["residual"]), (imbalances, runs["imbalance"])):
                axis.plot(*style.strands(t, values), color=colour, lw=0.3, alpha=0.4, rasterized=True)
                axis.plot(t, np.median(values, axis=0), color=colour, lw=width, label=label)
        rows = table[(table["method"] == "flow") & (table["step_scale"] == scale) & (table["step_power"] == power)]
        reach = rows["reach_eps"].median()
        residuals.set(yscale="log", ylim=(1e-9, 4))
        residuals.set_title(
            f"{name(scale, power)}\n$\\epsilon$ after 1e{reach:,.{0 if reach > 99 else 1}f} iterations", fontsize=style.points(7.5)
        )
        imbalances.set(yscale="log", xlabel="log10 of the iteration")
        for axis in (residuals, imbalances):
            axis.axhline(eps, color=style.BLACK, lw=0.8, ls=":")
            axis.set_xlim(0, rows["reach_eps"].max() * 1.2)
            axis.xaxis.set_major_locator(style.matplotlib.ticker.MaxNLocator(4))
    axes[0, 0].set_ylabel(r"$||UV^T - M||_F$")
    axes[1, 0].set_ylabel(r"$||U^TU - V^TV||_F$")
    axes[0, 0].legend(loc="lower left")
    fixed = schedules.fixed
    style.note(
        fig,
        f"First column: as printed (constant 100, power 1); the others are variants. d = {fixed['d']}, rank {fixed['rank']}, ||M||_F = "
        f"1, epsilon = {eps} (dotted), entries of the start N(0, epsilon/d^2); {schedules.seeds} runs, thin, medians bold. Orange: "
        f"literal descent to {fixed['steps']:,} iterations, too few to be seen in the first column; blue: descent to "
        f"{fixed['steps_before_flow']:,}, then the flow of its late phase. {ended(table)}.",
    )
    return fig
