"""Theorem 3.1 where literal descent moves: saddles are strict, descent leaves them, and comes to the minimum for several d, r and eps."""

import itertools

import numpy as np

from descent.balance.claims.factor_saddles import share_of_strict_saddles
from scripts import style
from scripts.plots.balance.saddle_panels import DASHES, RANKS, SKEWS, draw_curvatures, draw_leaving, draw_residuals, kept
from scripts.plots.balance.words import METHODS, constant, ended
from scripts.study import measured

NEEDS = {"factor_saddles": {"skew": [0]}}
line = style.matplotlib.lines.Line2D


def of_saddles(study) -> list:
    """Of a legend: what colours and markers of saddles stand for."""
    words = ["equal sides" if skew == 0 else f"skew {skew}" for skew in study.grid["skew"]]
    shown = [line([], [], color=colour, label=f"{number} kept") for number, colour in kept(study)]
    return shown + [
        line([], [], color=style.GREY, ls="", marker=marker, ms=4, label=word) for word, marker in zip(words, SKEWS, strict=False)
    ]


def of_sizes(sizes, printed) -> list:
    """Of a legend: what colours and dashes of residuals stand for."""
    ranks, ds = style.colours(sizes.grid["rank"], RANKS).items(), zip(sizes.grid["d"], itertools.cycle(DASHES), strict=False)
    shown = [line([], [], color=colour, label=f"$r = {rank}$") for rank, colour in ranks]
    shown += [line([], [], color=style.GREY, ls=dashes, label=f"$d = {d:,}$".replace(",", "{,}")) for d, dashes in ds]
    return [*shown, line([], [], color=METHODS["gd"], label=f"${constant(printed.fixed['step_scale'])}$, $r = {printed.fixed['rank']}$")]


def steps(study) -> str:
    """c and p of a study's steps."""
    return f"{constant(study.fixed['step_scale'])}, p = {study.fixed['step_power']}"


def draw(factor_saddles, factor_sizes, printed_constant):
    """Saddles, and descent by the schedules of theorem 3.1. Returns the figure."""
    fig, (curvatures, leaving, residuals) = style.figure(1, 3, height=2.6, least=1.8)
    draw_curvatures(curvatures, factor_saddles)
    growth = draw_leaving(leaving, factor_saddles)
    draw_residuals(residuals, factor_sizes, printed_constant)
    strict = measured(share_of_strict_saddles, factor_saddles.metrics).value == 1
    curvatures.set_title("all are strict" if strict else "lowest curvatures")
    leaving.set_title("time to leave")
    residuals.set_title("time to arrive")
    style.legend(fig, of_saddles(factor_saddles), "upper")
    style.legend(fig, of_sizes(factor_sizes, printed_constant), "lower")
    fixed = factor_saddles.fixed
    factors = ", ".join(f"{value:.3f}" for value in growth if np.isfinite(value))
    grows = (
        f"; in (b) a factor e in the distance adds {factors} (predicted: 1) times 1/log(1 + ηs) iterations, s the least singular value "
        "that a saddle lacks"
    )
    style.note(
        fig,
        f"(a), (b) d = {fixed['d']}, rank {fixed['rank']}, step {fixed['step_scale']}{grows if factors else ''}. (c) Steps "
        f"c sqrt(ε/r) (t + 1)^-p; colours: {steps(factor_sizes)}, medians of {factor_sizes.seeds} runs; black: {steps(printed_constant)}, "
        f"d = {printed_constant.fixed['d']}, {printed_constant.seeds} runs and their median. ||M*||_F = 1, so that curves start at 1/ε. "
        f"{ended(*(study.metrics for study in (factor_saddles, factor_sizes, printed_constant)))}.",
    )
    return fig
