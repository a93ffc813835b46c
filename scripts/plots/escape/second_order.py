"""Corollary 4.3: how often GD and PGD visit eps-second-order stationary points before their last escape."""

import numpy as np

from descent.escape.octopus import hessian_lipschitz
from descent.escape.second_order import VISIT_EPS
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import label, method_colours, step


def draw(second_order):
    """second_order: literal runs with their visits counted. Returns the figure."""
    curvatures, d = second_order.grid["L"], second_order.fixed["d"]
    fig, axes = style.panels(len(curvatures), height=1.9, least=1.6, most=2, sharey=True)
    top, colours = 1, method_colours(second_order)
    for axis, L in zip(axes, curvatures, strict=True):
        p = octopus.numbers(**second_order.parameters(L=L))
        for method, colour in colours.items():
            visits = second_order.runs("visits", L=L, method=method)["visits"]
            axis.plot(*style.strands(VISIT_EPS, visits), color=colour, lw=0.4, alpha=0.3)
            top = max(top, visits.max())
            axis.plot(VISIT_EPS, np.median(visits, axis=0), color=colour, lw=1.8, label=label(method))
        axis.axvline(4 * p.gamma * p.gamma / hessian_lipschitz(p), color=style.BLACK, lw=0.8, ls="--", label=r"$\epsilon = 4\gamma^2/\rho$")
        axis.axvline(1 / (d * d * d), color=style.GREY, lw=0.9, ls=":", label=r"$\epsilon = d^{-3}$")
        axis.set(xscale="log", xlabel=r"$\epsilon$", ylabel="visits", title=f"$L = {L}$")
        axis.set_yscale("symlog", linthresh=1)
    axes[0].set_ylim(-0.1, 2 * top)
    style.legend(fig, axes[0].get_legend_handles_labels()[0])
    style.note(
        fig,
        f"Literal float64 iterations, {step(second_order)}; all runs are drawn, the median bold. Every iterate before the last escape "
        "is tested: |∇f| ≤ ε and λ_min ≥ -√(ρε).",
    )
    return fig
