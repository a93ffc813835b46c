"""The theorem's assumptions taken away, one by one: what each of them is for."""

from descent.elementary import log10
from descent.oneneuron.claims.minimise import GONE, finite, kept_promises
from descent.oneneuron.records.minimise import MinimiseRuns
from scripts import style
from scripts.plots.oneneuron.shares import counted, legend, stacked

LABELS = {
    "nothing": "all assumptions",
    "lambda": r"$\lambda = 0$",
    "minimum": "logistic loss (least at infinity)",
    "realizability": "one ReLU: no net is right",
    "one_label": "a point has both labels",
}
PROMISES = {f"|a| < 1e{log10(GONE):.0f}": style.BLUE, "F is least": style.GREY, "the net is right": style.GREEN}
"""What `kept_promises` counts."""


def draw(assumptions):
    """assumptions: the exponential neuron without each of them. Returns the figure."""
    table, cases = assumptions.metrics, assumptions.grid["without"]
    fig, axes = style.figure(1, 2, height=2.7, width_ratios=[1.25, 1])
    stacked(axes[0], table, [(LABELS[case], {"without": case}) for case in cases])
    axes[0].set_title("what the augmented net ends as")
    for position, case in enumerate(cases):
        runs = MinimiseRuns.of(table[table["without"] == case])
        if not len(finite(runs)):
            axes[1].text(0.5, position, "no finite minimum", ha="center", va="center", fontsize=style.points(7), color=style.GREY)
            continue
        for row, (share, colour) in enumerate(zip(kept_promises(runs), PROMISES.values(), strict=True)):
            axes[1].barh(position + 0.25 * (row - 1), share, height=0.22, color=colour)
            axes[1].text(share + 0.01, position + 0.25 * (row - 1), f"{100 * share:.0f} %", va="center", fontsize=style.points(6))
    handles = [style.matplotlib.patches.Patch(color=colour, label=name) for name, colour in PROMISES.items()]
    axes[1].legend(
        handles=handles,
        fontsize=style.points(6.5),
        ncols=3,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.1),
        columnspacing=1,
        handlelength=1,
    )
    axes[1].set(ylim=axes[0].get_ylim(), xlim=(0, 1.12), title="at finite local minima")
    axes[1].set_yticks([])
    axes[1].set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axes[1].grid(False)
    legend(fig, table)
    style.note(
        fig,
        f"The exponential neuron, L-BFGS from {assumptions.seeds} random starts a bar, three alternating points and two ReLUs where "
        f"nothing else is said, lambda = {assumptions.fixed['lam']:g}. {counted(table)}.",
    )
    return fig
