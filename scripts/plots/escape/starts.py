"""Corollary 4.4: other starts meet the same growth, as far as they lie in the domain."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import step


def draw(starts):
    """starts: event-driven GD from other distributions. Returns the figure."""
    table, laws = starts.metrics, starts.grid["start"]
    fig, (times, ends) = style.figure(1, 2, height=3.0, width_ratios=[1.5, 1])
    for law, colour in zip(laws, style.CYCLE, strict=False):
        rows = table[table["start"] == law]
        escape = OctopusRuns.of(rows).escape
        kept = escape[(rows["status"] == "converged").to_numpy()]
        kind = "--" if law.startswith("gaussian") else "-"
        if len(kept):
            times.plot(np.arange(1, kept.shape[1] + 1), np.median(kept, axis=0), kind, color=colour, label=law)
    for row, law in enumerate(laws):
        status = table.loc[table["start"] == law, "status"]
        ends.barh(row, (status == "converged").mean(), color=style.GREEN, label="converged" if row == 0 else None)
        outside = (status == "left the domain").mean()
        ends.barh(row, outside, left=1 - outside, color=style.PURPLE, label="outside the domain" if row == 0 else None)
    times.set(yscale="log", xlabel="saddle number k", ylabel="iteration at which saddle k is passed")
    times.legend(ncols=2, title="start", loc="upper left", fontsize=style.points(6.5))
    ends.set(xlabel="share of runs", yticks=range(len(laws)), yticklabels=laws, xlim=(0, 1))
    ends.invert_yaxis()
    fig.legend(*ends.get_legend_handles_labels(), loc="outside upper right", ncols=2)
    style.note(
        fig,
        f"Event-driven GD, d = {starts.fixed['d']}, L = {starts.fixed['L']}, {step(starts)}, "
        f"{starts.seeds} runs for each start (median of those in the domain). "
        f"uniform s: on [-s, s]^d; gaussian s: N(0, s^2 I). A start beyond tau = {starts.parameters()['tau']:.3f} "
        "in a coordinate ahead lies outside the tube, where f has no value.",
    )
    return fig
