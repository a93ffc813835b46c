"""Corollary 4.4: other starts meet the same growth, as far as they lie in the domain."""

import numpy as np

from descent.escape.plateaus import growth, predicted_growth
from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import ENDS, GD, step

CLOSE = 1e-3
"""The relative difference up to which growths are the same."""


def name(law: str) -> str:
    """A law of the start in words: `gaussian 0.5` as `Gaussian, s = 0.5`."""
    kind, size = law.split()
    return f"{kind.capitalize()}, $s$ = {size}"


def draw(starts):
    """starts: event-driven GD from other distributions. Returns the figure."""
    table, laws, d = starts.metrics, starts.grid["start"], starts.fixed["d"]
    cell, found = starts.parameters(), []
    predicted = predicted_growth(cell["eta"], cell["L"], cell["gamma"])
    fig, (growths, ends) = style.figure(1, 2, height=0.9 + 0.2 * len(laws), least=1.6, sharey=True)
    for row, law in enumerate(laws):
        rows = table[table["start"] == law]
        factors = growth(OctopusRuns.of(rows).escape, d // 2, d)[(rows["status"] == "converged").to_numpy()]
        found += list(factors)
        growths.plot(factors, np.full(len(factors), row), "o", color=GD, ms=3, alpha=0.25, mew=0)
        growths.plot(np.median(factors) if len(factors) else np.nan, row, "|", color=GD, ms=9, mew=1.5)
        ends.barh(row, (rows["status"] == "converged").mean(), color=ENDS["converged"], label="converged" if row == 0 else None)
        outside = (rows["status"] == "left the domain").mean()
        words = "starts outside the domain" if row == 0 else None
        ends.barh(row, outside, left=1 - outside, color=ENDS["left the domain"], label=words)
    growths.axvline(predicted, color=style.BLACK, lw=0.9, ls="--", label=f"theory: {predicted:.3f}")
    growths.set(
        xlabel="growth of the escape time per saddle", yticks=range(len(laws)), yticklabels=map(name, laws), ylim=(len(laws) - 0.5, -0.5)
    )
    growths.set_xlim(0.98 * min([predicted, *found]), 1.02 * max([predicted, *found]))
    same = len(found) > 0 and np.allclose(found, predicted, rtol=CLOSE)
    growths.set_title("Every start meets the same growth" if same else "Growth by the law of the start")
    ends.set(xlabel="share of runs", xlim=(0, 1))
    ends.set_title("How the runs end")
    style.legend(fig, [*growths.get_legend_handles_labels()[0], *ends.get_legend_handles_labels()[0]])
    style.note(
        fig,
        f"Growth: geometric mean over saddles {d // 2} to {d} of every run in the domain (dots) and its median (bars). "
        f"L = {starts.fixed['L']}, {step(starts)}. Uniform: on [-s, s]^d; Gaussian: N(0, s² I). "
        f"A start beyond τ = {cell['tau']:.3f} in a coordinate that has not escaped lies outside the tube, where f has no value.",
    )
    return fig
