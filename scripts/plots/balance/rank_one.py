"""Theorem 3.2: rank one with constant steps, error curves, iterations against d and eps, and the range of the ratio."""

import numpy as np

from descent.balance.claims.factorisation import iterations_per_log_dimension
from scripts import style
from scripts.plots.balance.rank_one_panels import DRAWN, PREDICTED, draw_curves, draw_iterations, draw_shares
from scripts.plots.balance.words import ended
from scripts.study import measured


def draw(rank_one):
    """rank_one: gradient descent for several dimensions. Returns the figure."""
    fig, (curves, counts, shares) = style.figure(1, 3, height=2.5, least=1.8)
    medians = draw_curves(curves, rank_one)
    predicted = draw_iterations(counts, rank_one)
    draw_shares(shares, rank_one)
    style.legend(fig, [*medians, style.matplotlib.lines.Line2D([], [], label="predicted", **PREDICTED)])
    table, step = rank_one.metrics, rank_one.fixed["step_scale"]
    slope = measured(iterations_per_log_dimension, table).value
    grows = f"In (b) a factor e in d adds {slope:.2f} iterations (predicted: {predicted:.2f}). " if np.isfinite(slope) else ""
    variance = style.formula(rank_one.fixed["start_variance"]).replace("/", " σ₁/")
    style.note(
        fig,
        f"{grows}Predictions are ours. Literal gradient descent with the constant step {step}/σ₁ in coordinates of the span (exact for "
        f"every d; starts are drawn from their law), entries of the start N(0, {variance}); {rank_one.seeds:,} runs for each d, of which "
        f"(a) shows {min(DRAWN, rank_one.seeds)} and all runs' median, bold; (c) has exact 95 % intervals. {ended(table)}.",
    )
    return fig
