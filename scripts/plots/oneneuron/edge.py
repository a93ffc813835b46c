"""Literal descent leaves the flow where the valley becomes steeper than its step allows, and goes on along the edge of stability."""

import numpy as np

from scripts import style
from scripts.plots.oneneuron.words import ended

COLOURS = {0.03: style.ORANGE, 0.01: style.PURPLE, 0.003: style.GREEN}
PANELS = (("log10_F", "log10 F"), ("log10_a", "log10 |a|"), ("sharpness", r"largest eigenvalue $\times\,\eta$"))


def draw(edge, failure_mode):
    """edge: literal descent with several steps; failure_mode: gradient flow from like starts. Returns the figure."""
    fig, axes = style.figure(1, 3, height=2.6)
    landscape, lam = edge.fixed["landscape_name"], edge.fixed["lam"]
    cell = {"path": "flow", "landscape_name": landscape, "lam": lam}
    for axis, column in zip(axes, ("log10_F", "log10_a") if failure_mode.has(**cell) else (), strict=False):
        flow = failure_mode.runs("log10_t", column, **cell)
        axis.plot(flow["log10_t"][0], np.nanmedian(flow[column], axis=0), color=style.BLACK, lw=1.2, ls="--", label="gradient flow")
    for eta, colour in style.colours(edge.grid["eta"], COLOURS).items():
        runs = edge.runs("log10_t", *(column for column, _ in PANELS), eta=eta)
        power = edge.metrics.loc[edge.metrics["eta"] == eta, "a_power"].median()
        for axis, (column, _) in zip(axes, PANELS, strict=True):
            values = runs[column] * (eta if column == "sharpness" else 1.0)
            axis.plot(*style.strands(runs["log10_t"][0], values), color=colour, lw=0.35, alpha=0.5, rasterized=True)
            known = np.isfinite(values).any(axis=0)
            label = f"$\\eta$ = {eta:g}: $|a| \\sim t^{{{power:.2f}}}$" if column == "log10_a" else f"$\\eta$ = {eta:g}"
            axis.plot(runs["log10_t"][0][known], np.nanmedian(values[:, known], axis=0), color=colour, lw=1.2, label=label)
    for axis, (_, label) in zip(axes, PANELS, strict=True):
        axis.set(xlabel="log10 of the flow time", ylabel=label, xlim=(-2, edge.fixed["log10_gd_time"]))
    axes[0].set_ylim(-6, 2)
    axes[1].set_ylim(-3, 1)
    axes[2].axhline(2.0, color=style.BLACK, lw=0.8, ls=":")
    axes[2].set(yscale="log", ylim=(1e-2, 1e3))
    axes[1].legend(fontsize=style.points(6.5), loc="lower left")
    style.note(
        fig,
        f"Literal gradient descent from beside the bad minimum on three points, {edge.seeds} runs a step, medians bold; dashed: "
        f"gradient flow, {failure_mode.seeds} like starts; lambda = {lam:g}. Right: eta times the largest eigenvalue of the Hessian; "
        f"above 2 (dotted) a step overshoots. Along the way to infinity the eigenvalue grows until it is there. {ended(edge.metrics)}.",
    )
    return fig
