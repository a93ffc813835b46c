"""Every fast method beside literal descent: gradient flow of nets, and the late phase of factorisation."""

import itertools

import numpy as np

from descent.balance.claims.net_ends import disagreement, disagreement_power
from descent.balance.late_agreement import late_disagreement
from descent.balance.records.net_ends import NetEndsRuns
from descent.elementary import log10
from scripts import style
from scripts.plots.balance.architectures import activations
from scripts.plots.balance.schedules import name
from scripts.plots.balance.words import ended
from scripts.study import measured

NEEDS = {"small_steps": {"method": ["flow", "gd"]}, "schedules": {"method": ["flow", "gd"]}}


def draw(small_steps, schedules):
    """small_steps: flow and descent of nets; schedules: theorem 3.1's descent and its late flow. Returns the figure."""
    fig, (nets, late) = style.figure(1, 2, height=2.8)
    for _, rows, colour, label in activations(small_steps):
        apart, power = disagreement(NetEndsRuns.of(rows)), measured(disagreement_power, rows)
        etas = sorted(rows["eta"].unique())
        nets.plot(np.broadcast_to(etas, apart.shape).ravel(), apart.ravel(), ".", color=colour, ms=4, alpha=0.5)
        words = f"{label}: power {power.value:.2f} [{power.low:.2f}, {power.high:.2f}]"
        nets.plot(etas, np.median(apart, axis=0), color=colour, label=words)
    nets.set(xscale="log", yscale="log", xlabel=r"step $\eta$ of gradient descent", ylabel="distance of the ends / norm")
    nets.set_title("nets: descent comes to its flow")
    nets.legend()
    cells = itertools.product(schedules.grid["step_scale"], schedules.grid["step_power"])
    for colour, (scale, power) in zip(style.CYCLE, cells, strict=False):
        literal, flow = (
            schedules.runs("log10_iteration", "residual", method=method, step_scale=scale, step_power=power) for method in ("gd", "flow")
        )
        t, there = literal["log10_iteration"][0], flow["log10_iteration"][0]
        after = t >= log10(schedules.fixed["steps_before_flow"])
        apart = late_disagreement(t[after], literal["residual"][:, after], there[there >= 0], flow["residual"][:, there >= 0])
        late.plot(t[after], np.median(apart, axis=0), color=colour, label=name(scale, power))
    late.set(yscale="log", xlabel="log10 of the iteration", ylabel="relative difference of the residual", ylim=(1e-13, 1e4))
    late.set_title("factorisation: the late flow goes on as descent")
    late.legend(fontsize=style.points(6.5))
    style.note(
        fig,
        f"Left: {small_steps.seeds} runs a point to the flow time {small_steps.fixed['time']}, depth {small_steps.fixed['depth']}. "
        f"Right: medians of {schedules.seeds} runs; the flow takes over from literal descent after "
        f"{schedules.fixed['steps_before_flow']:,} iterations and is read between its points by cubic splines of the logarithm. "
        f"{ended(small_steps.metrics, schedules.metrics)}.",
    )
    return fig
