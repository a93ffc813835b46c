"""The theorem's assumptions taken away, one by one: what each of them is for."""

from descent.elementary import log10
from descent.oneneuron.claims.minimise import GONE, finite, kept_promises
from descent.oneneuron.records.minimise import MinimiseRuns
from scripts import style
from scripts.plots.oneneuron.share_panels import counted, height, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED

LABELS = {
    "nothing": "all assumptions kept",
    "lambda": r"$\lambda$ = 0",
    "minimum": "logistic loss,\nleast at infinity",
    "realizability": "one ReLU,\nno net is right",
    "one_label": "a point with both labels",
}
PROMISES = (f"$|a| < 10^{{{log10(GONE):.0f}}}$", "F least", "net right")
"""What `kept_promises` counts."""


def draw(assumptions):
    """assumptions: the exponential neuron without each of them. Returns the figure."""
    table, cases = assumptions.metrics, assumptions.grid["without"]
    bars = [(LABELS[case], {"without": case}) for case in cases]
    fig, axes = style.figure(1, 2, height(1.3 * len(cases)), least=1.7, sharey=True)
    stacked(axes[0], table, bars)
    axes[0].set_title("what runs end as")
    stacked(axes[1], table[:0], bars)
    for position, case in enumerate(cases):
        promised(axes[1], position, MinimiseRuns.of(table[table["without"] == case]))
    axes[1].set(title="finite local minima with", xlim=(0, len(PROMISES)))
    axes[1].set_xticks([place + 0.5 for place in range(len(PROMISES))], PROMISES)
    axes[1].tick_params(axis="x", length=0)
    legend(fig, table)
    style.note(
        fig,
        f"(b) Shares of the finite local minima found that have a = 0, have F at its least value, and have a net that is right on every "
        f"point without its neuron. L-BFGS {CONVERGED}, {assumptions.seeds} random starts per bar; three points with alternating labels "
        f"and two ReLUs where nothing else is said, λ = {assumptions.fixed['lam']:g}. {counted(table)}.",
    )
    return fig


def promised(axis, position: int, runs: MinimiseRuns):
    """A row of a table: the share of finite minima that each promise holds at, the darker the more."""
    written = {"ha": "center", "va": "center_baseline", "fontsize": style.points(7.5)}
    if not len(finite(runs)):
        axis.text(len(PROMISES) / 2, position, "none found", **written)
        return
    for column, share in enumerate(kept_promises(runs)):
        axis.barh(position, 0.96, left=column + 0.02, height=0.78, color=style.BLACK, alpha=0.08 + 0.5 * share)
        axis.text(column + 0.5, position, f"{100 * share:.0f} %", **written)
