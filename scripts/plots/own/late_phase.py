"""The late phase: where training goes once the loss is below every float, and how it gets there."""

import numpy as np

from descent.elementary import log10
from descent.own.claims.late_phase import loss_power
from scripts import style, ticks
from scripts.plots.own import late_panels as panels
from scripts.plots.own.axes import scaled
from scripts.study import measured

NETS = {"MLP": style.BLUE, "CNN": style.ORANGE}
UNDERFLOW = float(log10(745.0))
"""log10 of the margin at which the loss is below the smallest float."""
SHOWN = 6
"""Runs of the panel with literal descent."""


def draw(late_mlp, late_cnn, late_literal):
    """late_mlp, late_cnn: nets without biases; late_literal: one of them, after more and more literal steps. Returns the figure."""
    nets = [
        (study, depth, f"{name}, $L = {depth}$", colour)
        for (name, shade), study in zip(NETS.items(), (late_mlp, late_cnn), strict=True)
        for depth, colour in zip(study.grid["depth"], style.shades(shade, len(study.grid["depth"])), strict=True)
    ]
    fig, axes = style.figure(2, 3, height=2.1)
    (normalised, alignment, kkt), (product, turn, literal) = axes
    powers: list[str] = []
    turned: list[np.ndarray] = []
    for study, depth, label, colour in nets:
        runs = panels.series(study, depth=depth)
        panels.against_margin(normalised, runs, panels.share_of_end(runs["normalised"]), colour, label)
        panels.against_margin(alignment, runs, np.maximum(1.0 - runs["alignment"], panels.LEAST), colour)
        panels.against_margin(kkt, runs, runs["residual"], colour)
        panels.against_margin(kkt, runs, runs["delta"], colour, "--")
        panels.against_margin(turn, runs, runs["turn"], colour)
        turned.append(runs["turn"])
        value, low, high, *_ = measured(loss_power, panels.rows(study, depth=depth))
        panels.product(product, runs, colour)
        powers.append(f"{label.replace('$', '')} {value:.2f} [{low:.2f}, {high:.2f}] (theory {2 - 2 / depth:.2f})")
    panels.beside_literal(literal, late_literal, SHOWN, NETS["MLP"])
    titles = ("Normalised margin", "Alignment", "KKT residuals", "Loss", "Turning", "Literal descent")
    labels = (
        "share of its last",
        r"$1 - \cos$",
        r"residual, $\delta$ (dashed)",
        "flow time times loss",
        "angle per decade",
        "normalised margin",
    )
    for axis, title, label in zip(axes.flat, titles, labels, strict=True):
        axis.set(title=title, ylabel=label, yscale="linear" if axis in (normalised, turn, literal) else "log")
        if axis is not product:
            axis.set_xlabel("margin")
            ticks.powers(axis.xaxis)
        if axis not in (product, literal):
            axis.axvline(UNDERFLOW, color=style.GREY, lw=0.8, ls=":")
    scaled(turn, "y", np.concatenate(turned, axis=None))
    product.set(xscale="log", xlabel=r"$\ln t$")
    style.legend(fig, [*normalised.get_legend_handles_labels()[0], *literal.get_legend_handles_labels()[0]])
    steps, optimiser = late_mlp.fixed["steps"], late_mlp.parameters()["optimiser"]
    style.note(
        fig,
        f"Digits; {late_mlp.seeds} runs per net, thin, medians bold; {steps:,} steps of {optimiser}, then training on the logarithm of the "
        "loss, from margins of 10^1.5 on by implicit steps of the flow. Dotted: the loss is exp(-745), the smallest float. "
        f"(d) The power of log t over the last two decades of the margin, with its 95 % interval: {'; '.join(powers)}. "
        f"(f) {min(SHOWN, late_literal.seeds)} runs from {min(late_literal.grid['steps']):,} steps on; marks: after more literal steps.",
    )
    return fig
