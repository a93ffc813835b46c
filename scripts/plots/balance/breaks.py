"""What breaks the balance and what does not: the drift in a fixed flow time as the step goes to zero, and weight decay."""

import numpy as np

from descent.balance.claims.net import decay_slope, drift_power, drift_power_without_biases
from descent.balance.invariants import decayed
from descent.balance.records.net import NetRuns
from scripts import style
from scripts.plots.balance.architectures import ACTIVATIONS
from scripts.plots.balance.words import ended
from scripts.study import measured

RULES = {"gd": style.BLACK, "momentum": style.BLUE, "sgd": style.GREEN, "adam": style.RED}
KINDS = ACTIVATIONS | {"relu": RULES["gd"]}
"""ReLU under gradient descent looks the same in all panels."""


def line(axis, rows, column, power, colour, name):
    """The median drift over the steps, all runs thin, and its power in the legend."""
    median = rows.groupby("eta")[column].median()
    axis.plot(rows["eta"], rows[column], ".", ms=2, alpha=0.3, color=colour, rasterized=True)
    axis.plot(median.index, median, "o-", ms=3.5, color=colour, label=f"{name}: {power.value:.2f}")


def draw(update_rules, activations, biases, weight_decay):
    """Four studies, each of small nets. Returns the figure."""
    fig, axes = style.figure(2, 2, height=2.4)
    rules, kinds, biased, decay = axes.ravel()
    table = update_rules.metrics
    for name, colour in style.colours(update_rules.grid["method"], RULES).items():
        rows = table[table["method"] == name]
        line(rules, rows, "unit_drift", measured(drift_power, rows), colour, name)
    table = activations.metrics
    for name, colour in style.colours(activations.grid["activation"], KINDS).items():
        rows = table[table["activation"] == name]
        line(kinds, rows, "unit_drift", measured(drift_power, rows), colour, name)
    rows = biases.metrics
    line(biased, rows, "unit_drift_without_biases", measured(drift_power_without_biases, rows), style.RED, "biases left out")
    line(biased, rows, "unit_drift", measured(drift_power, rows), style.BLACK, "biases counted")
    titles = ("update rules (ReLU)", "activations (gradient descent)", "biases (ReLU, gradient descent)")
    studies = (update_rules, activations, biases)
    for axis, study, title in zip((rules, kinds, biased), studies, titles, strict=True):
        etas = study.grid["eta"]
        axis.set(xscale="log", yscale="log", xlabel=r"step $\eta$", ylabel="largest relative drift", title=title, ylim=(1e-7, 2))
        axis.set_xticks(etas, [f"{eta:g}" for eta in etas])
        axis.minorticks_off()
        axis.legend(title=r"power of $\eta$", loc="lower right", fontsize=style.points(6.5), ncols=2)
    table, points = weight_decay.metrics, weight_decay.fixed["points"]
    times = np.linspace(0.0, weight_decay.fixed["time"], points + 1)
    for factor, colour in zip(weight_decay.grid["weight_decay"], style.CYCLE, strict=False):
        rows = table[table["weight_decay"] == factor]
        values = NetRuns.of(rows).difference
        slope = measured(decay_slope, rows, weight_decay.fixed)
        decay.plot(*style.strands(times, values / values[:, :1]), color=colour, lw=0.6, alpha=0.5, rasterized=True)
        decay.plot(times, decayed(factor, times), color=style.BLACK, lw=0.9, ls=":")
        decay.plot([], color=colour, label=f"$\\lambda$ = {factor}: rate {-slope.value:.4f}")
    decay.set(yscale="log", xlabel="flow time t", ylabel="difference / its start", title=r"weight decay: $e^{-2\lambda t}$ (dotted)")
    decay.legend(fontsize=style.points(6.5), loc="lower left")
    decay.yaxis.set_minor_formatter("{x:g}")
    decay.yaxis.set_major_formatter("{x:g}")
    fixed = update_rules.fixed
    said = {
        "momentum": f"Momentum {fixed.get('momentum')} with its flow time eta/(1 - momentum) a step",
        "sgd": f"sgd on batches of {fixed.get('batch')} of {fixed['N']} points",
        "adam": "Adam's flow time is eta a step",
    }
    style.note(
        fig,
        f"Literal iterations in float64 over the flow time {fixed['time']}, depth {fixed['depth']}, {fixed['width']} neurons a layer, "
        f"{update_rules.seeds} runs a point; lines through medians. A drift that falls as eta is the discretisation's, one that does "
        f"not is the rule's own. {'; '.join(text for name, text in said.items() if name in update_rules.grid['method'])} (ours). "
        f"{ended(*(study.metrics for study in (*studies, weight_decay)))}.",
    )
    return fig
