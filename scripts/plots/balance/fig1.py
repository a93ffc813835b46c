"""Figure 1 of Du, Hu, Lee 2018: factorisation converges as fast, and as balanced, without the term that balances it."""

import numpy as np

from descent.elementary import power, square
from scripts import style
from scripts.plots.balance.words import ended

LOOKS = (
    ("objective (1), no regulariser", {"color": style.RED, "lw": 3.2}),
    ("objective (3), regularised", {"color": style.BLUE, "lw": 1.4, "ls": (0, (4, 2))}),
)
ROUNDING = 1e-31
"""Objectives below it are rounding, and not drawn."""
BALANCED = 250
"""Iterations of the right panel."""


def draw(regularised):
    """regularised: descent on both objectives, from the same starts. Returns the figure."""
    table, factors = regularised.metrics, sorted(regularised.grid["regulariser"])
    fig, (curves, ratios) = style.figure(1, 2, height=2.4, least=1.8)
    for factor, (label, look) in zip(factors, LOOKS, strict=False):
        runs = regularised.runs("log10_iteration", "residual", "u", "v", regulariser=factor)
        iteration = power(10.0, runs["log10_iteration"][0])
        for axis, values in ((curves, 0.5 * square(runs["residual"])), (ratios, runs["u"] / runs["v"])):
            axis.plot(*style.strands(iteration, values), color=look["color"], lw=0.4, alpha=0.2, rasterized=True, ls=look.get("ls"))
            axis.plot(iteration, np.median(values, axis=0), label=label, **look)
    curves.set(yscale="log", xlabel="iteration", ylabel=r"$||UV^T - M^{*}||_F^2 \, / \, 2$", title="convergence")
    curves.set_ylim(max(ROUNDING, curves.get_ylim()[0]), 3)
    ratios.set(yscale="log", xlabel="iteration", ylabel=r"$||U||_F^2 \, / \, ||V||_F^2$", title="balance")
    ratios.set_xlim(0, min(BALANCED, regularised.fixed["steps"]))
    ratios.set_yticks([1, 2, 5, 10], ["1", "2", "5", "10"])
    ratios.axhline(1.0, color=style.BLACK, lw=0.8, ls=":")
    curves.legend(loc="lower left")
    fixed, first = regularised.fixed, regularised.parameters()
    larger = first["start_variance"] * first["d"] / (first["v_start_variance"] * first["d2"])
    style.note(
        fig,
        f"Thin lines are runs, {regularised.seeds} for each objective; bold lines are medians. Literal gradient descent with the constant "
        f"step {fixed['step_scale']}, in coordinates of the span. The paper gives no sizes: ours are d = {fixed['d']}, rank "
        f"{fixed['rank']}, ||M*||_F = 1, and a U that starts {larger:g} times as large as V in squared norm. {ended(table)}.",
    )
    return fig
