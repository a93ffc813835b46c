"""Every fast method beside literal descent: gradient flow of nets, and the late phase of factorisation."""

import itertools

import numpy as np

from descent.balance.claims.net_ends import disagreement, disagreement_power
from descent.balance.late_agreement import late_disagreement
from descent.balance.records.net_ends import NetEndsRuns
from descent.elementary import log10, power
from scripts import style
from scripts.plots.balance.architectures import activations
from scripts.plots.balance.words import ended, schedule, with_power
from scripts.study import measured

NEEDS = {"small_steps": {"method": ["flow", "gd"]}, "schedules": {"method": ["flow", "gd"]}}
SCHEDULES = (style.INDIGO, style.SKY, style.GREEN, style.PURPLE)


def draw_nets(axis, study):
    """How far the ends of descent and of flow are apart, over the step."""
    etas = sorted(study.grid["eta"])
    for _, rows, colour, label in activations(study):
        apart, falls = disagreement(NetEndsRuns.of(rows)), measured(disagreement_power, rows)
        axis.plot(np.broadcast_to(etas, apart.shape).ravel(), apart.ravel(), ".", color=colour, ms=4, alpha=0.5)
        axis.plot(etas, np.median(apart, axis=0), color=colour, label=with_power(label, falls.value))
    axis.set(xscale="log", yscale="log", xlabel=r"step $\eta$ of gradient descent", ylabel="distance of the ends / norm")
    axis.set_title("nets: descent beside flow")
    axis.legend(loc="lower right")


def draw_late(axis, study) -> float:
    """How far the residuals of descent and of its late flow are apart, over iterations. Returns the largest median."""
    largest = 0.0
    cells = itertools.product(study.grid["step_scale"], study.grid["step_power"])
    for colour, (scale, falling) in zip(itertools.cycle(SCHEDULES), cells):
        literal, flow = (
            study.runs("log10_iteration", "residual", method=method, step_scale=scale, step_power=falling) for method in ("gd", "flow")
        )
        t, there = literal["log10_iteration"][0], flow["log10_iteration"][0]
        after = t >= log10(study.fixed["steps_before_flow"])
        apart = late_disagreement(t[after], literal["residual"][:, after], there[there >= 0], flow["residual"][:, there >= 0])
        median = np.median(apart, axis=0)
        axis.plot(power(10.0, t[after]), median, color=colour, label=schedule(scale, falling))
        largest = max(largest, median.max())
    axis.set(xscale="log", yscale="log", xlabel="iteration", ylabel="difference / residual")
    axis.set_title("late phase: descent beside flow")
    low, high = axis.get_ylim()
    axis.set_ylim(low, high * power(high / low, 0.7))
    axis.legend(loc="upper left")
    return largest


def draw(small_steps, schedules):
    """small_steps: flow and descent of nets; schedules: theorem 3.1's descent and its late flow. Returns the figure."""
    fig, (nets, late) = style.figure(1, 2, height=2.4, least=1.8)
    draw_nets(nets, small_steps)
    largest = draw_late(late, schedules)
    style.note(
        fig,
        f"(a) Dots are runs, {small_steps.seeds} for each step, to the flow time {small_steps.fixed['time']}, depth "
        f"{small_steps.fixed['depth']}; lines join medians. (b) Medians of {schedules.seeds} runs, the largest {largest:.1g}; the flow "
        f"takes over from literal descent after {schedules.fixed['steps_before_flow']:,} iterations and is read between its points by "
        f"cubic splines of the logarithm. {ended(small_steps.metrics, schedules.metrics)}.",
    )
    return fig
