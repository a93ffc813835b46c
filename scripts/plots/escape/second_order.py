"""Corollary 4.3: how often GD and PGD visit eps-second-order stationary points before their last escape."""

import numpy as np

from descent.escape.octopus import hessian_lipschitz
from descent.escape.second_order import VISIT_EPS
from descent.problems import octopus
from scripts import style
from scripts.plots.escape.words import METHODS, step


def draw(second_order):
    """second_order: literal runs with their visits counted. Returns the figure."""
    curvatures, d = second_order.grid["L"], second_order.fixed["d"]
    fig, axes = style.figure(1, len(curvatures), height=2.6, sharey=True, squeeze=False)
    top, colours = 1, style.colours(second_order.grid["method"], {name: colour for name, (_, colour) in METHODS.items()})
    for axis, L in zip(axes.flat, curvatures, strict=True):
        p = octopus.numbers(**second_order.parameters(L=L))
        for method, colour in colours.items():
            visits = second_order.runs("visits", L=L, method=method)["visits"]
            axis.plot(*style.strands(VISIT_EPS, visits), color=colour, lw=0.4, alpha=0.3)
            top = max(top, visits.max())
            axis.plot(VISIT_EPS, np.median(visits, axis=0), color=colour, lw=1.8, label=METHODS.get(method, (method,))[0])
        axis.axvline(4 * p.gamma * p.gamma / hessian_lipschitz(p), color=style.BLACK, lw=0.8, ls="--", label=r"$4\gamma^2/\rho$")
        axis.axvline(1 / (d * d * d), color=style.GREY, lw=0.8, ls=":", label="$d^{-3}$")
        axis.set(xscale="log", xlabel=r"$\epsilon$", title=f"L = {L}")
        axis.set_yscale("symlog", linthresh=1)
    axes[0, 0].set_ylabel("visits to $\\epsilon$-second-order points")
    axes[0, 0].set_ylim(-0.1, 2 * top)
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper right", ncols=4)
    style.note(
        fig,
        f"Literal float64 iterations, d = {d}, {step(second_order)}, {second_order.seeds} runs each, "
        f"all drawn, median bold; every iterate before the last escape is tested: "
        "||grad|| <= eps and lambda_min >= -sqrt(rho eps). Below 4 gamma^2/rho no saddle counts as one, and no run visits any.",
    )
    return fig
