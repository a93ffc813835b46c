"""Event-driven GD against literal GD: the same iteration at every saddle that the literal runs reach."""

import numpy as np

from descent.escape.records.octopus import OctopusRuns
from scripts import style
from scripts.plots.escape.words import step

LITERAL = {"gd": ("float64", style.ORANGE, "o"), "gd_longdouble": ("double-double", style.BLUE, "s")}

NEEDS = {"agreement": {"method": ["gd_event_driven"]}}


def draw(agreement):
    """agreement: the study of three ways to run GD. Returns the figure."""
    table, d = agreement.metrics, agreement.fixed["d"]
    fig, axes = style.figure(1, 2, height=3.0)
    count = {}
    for L in agreement.grid["L"]:
        runs = OctopusRuns.of(table[table["L"] == L])
        exact = runs.where(method="gd_event_driven").escape
        for label, colour, marker, method in [(*LITERAL[method], method) for method in LITERAL if method in agreement.grid["method"]]:
            literal = runs.where(method=method).escape
            reached = ~np.isnan(literal)
            axes[0].plot(
                literal[reached],
                exact[reached],
                marker,
                ms=5 if marker == "s" else 2.5,
                mfc="none",
                color=colour,
                alpha=0.5,
                rasterized=True,
                label=label if agreement.grid["L"][0] == L else None,
            )
            k = np.arange(1, exact.shape[1] + 1)
            axes[1].plot(
                k,
                reached.mean(axis=0),
                marker + "-",
                ms=3,
                lw=1,
                color=colour,
                alpha=0.4 + 0.6 * agreement.grid["L"].index(L) / len(agreement.grid["L"]),
            )
            total, same = count.get(label, (0, 0))
            count[label] = (total + int(reached.sum()), same + int((literal == exact)[reached].sum()))
    axes[0].plot([1, 1e4], [1, 1e4], color=style.BLACK, lw=0.7)
    axes[0].set(xscale="log", yscale="log", xlabel="iteration of the escape, literal GD", ylabel="the same, event-driven GD")
    axes[0].legend(title="literal GD in")
    axes[1].set(xlabel="saddle number k", ylabel="share of runs past saddle k", xticks=range(1, d + 1), ylim=(-0.03, 1.03))
    axes[0].set_title("\n".join(f"{label}: {same} of {total} equal" for label, (total, same) in count.items()), fontsize=style.points(8))
    axes[1].set_title(
        f"how far {agreement.fixed['max_steps']:,} iterations get, L = " + ", ".join(map(str, agreement.grid["L"])),
        fontsize=style.points(8),
    )
    style.note(
        fig,
        f"d = {d}, {step(agreement)}, {agreement.seeds} runs for each "
        f"L, all drawn. float64 loses bits once a coming coordinate falls "
        "below 2.2e-308;\ndouble-double has 32 digits, and an exponent of its own for every coordinate.",
    )
    return fig
