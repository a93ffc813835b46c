"""What breaks the balance and what does not: the drift in a fixed flow time as the step goes to zero, and weight decay."""

import numpy as np

from descent.balance.claims.net import decay_slope, drift_power_without_biases
from descent.balance.invariants import decayed
from descent.balance.records.net import NetRuns
from scripts import style
from scripts.plots.balance.architectures import activations as by_activation
from scripts.plots.balance.drift_panels import draw_drift, finish_drift
from scripts.plots.balance.words import ACTIVATIONS, METHODS, ended, named
from scripts.study import measured


def draw_decay(axis, study):
    """Differences of the first two layers' squared norms over flow time. Returns the largest relative error of a rate of decay."""
    table, errors = study.metrics, []
    times = np.linspace(0.0, study.fixed["time"], study.fixed["points"] + 1)
    for factor in study.grid["weight_decay"]:
        rows = table[table["weight_decay"] == factor]
        values, slope = NetRuns.of(rows).difference, measured(decay_slope, rows, study.fixed)
        errors.append(abs(slope.value / (-2 * factor) - 1) if factor else np.nan)
        axis.plot(*style.strands(times, values / values[:, :1]), color=ACTIVATIONS["relu"], lw=0.6, alpha=0.5, rasterized=True)
        axis.plot(times, decayed(factor, times), color=style.BLACK, lw=0.9, ls=":")
        axis.annotate(f"$\\lambda = {factor}$", (times[-1], decayed(factor, times[-1])), (3, 0), textcoords="offset points", va="center")
    axis.set(yscale="log", xlabel="flow time $t$", ylabel="difference / its start", title=r"weight decay: $e^{-2\lambda t}$ (dotted)")
    axis.yaxis.set_major_locator(style.matplotlib.ticker.LogLocator(subs=(1, 2, 3, 5, 7)))
    axis.yaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_minor_formatter("")
    return np.nanmax(errors, initial=0.0)


def draw(update_rules, activations, biases, weight_decay):
    """Four studies, each of small nets. Returns the figure."""
    fig, axes = style.figure(2, 2, height=2.1, least=1.8)
    rules, kinds, biased, decay = axes.ravel()
    table = update_rules.metrics
    for name, colour in style.colours(update_rules.grid["method"], METHODS).items():
        draw_drift(rules, table[table["method"] == name], colour, named(name))
    for _, rows, colour, label in by_activation(activations):
        draw_drift(kinds, rows, colour, label)
    counted = biases.metrics
    draw_drift(biased, counted, ACTIVATIONS["relu"], "counted")
    look = {"ls": "--", "mfc": "white"}
    draw_drift(biased, counted, ACTIVATIONS["relu"], "not counted", "unit_drift_without_biases", drift_power_without_biases, **look)
    finish_drift(rules, update_rules.grid["eta"], "update rules (ReLU)")
    finish_drift(kinds, activations.grid["eta"], "activations (GD)")
    finish_drift(biased, biases.grid["eta"], "biases (ReLU, GD)")
    error = draw_decay(decay, weight_decay)
    fixed = update_rules.fixed
    said = {
        "momentum": f"a step of momentum {fixed['momentum']} counts as the flow time η/(1 - {fixed['momentum']})",
        "sgd": f"SGD takes batches of {fixed['batch']} of {fixed['N']} points",
        "adam": "a step of Adam counts as the flow time η",
    }
    choices = "; ".join(text for name, text in said.items() if name in update_rules.grid["method"])
    style.note(
        fig,
        f"Dots are runs, {update_rules.seeds} for each step; lines join medians. Rates of decay are 2λ to {100 * error:.1g} %. "
        f"Literal iterations in float64 over the flow time {fixed['time']}, depth {fixed['depth']}, {fixed['width']} neurons per layer"
        f"{'; ' if choices else ''}{choices} (our choices). "
        f"{ended(*(study.metrics for study in (update_rules, activations, biases, weight_decay)))}.",
    )
    return fig
