"""Panels of how far nets drift in a fixed flow time with several steps: all runs as dots, lines through the medians."""

from descent.balance.claims.net import drift_power
from descent.elementary import power as power_of
from scripts.plots.balance.words import with_power
from scripts.study import measured

LABEL = "largest relative drift"


def draw_drift(axis, rows, colour: str, label: str, column: str = "unit_drift", measure=drift_power, **look):
    """A drift over the steps, its power in the legend. rows: of metrics; measure: of its power. Returns the power."""
    median, power = rows.groupby("eta")[column].median(), measured(measure, rows)
    axis.plot(rows["eta"], rows[column], ".", ms=2, alpha=0.3, color=colour, rasterized=True)
    axis.plot(median.index, median, color=colour, label=with_power(label, power.value), **({"marker": "o", "ms": 3.5} | look))
    return power


def finish_drift(axis, etas, title: str):
    """The axes of such a panel, and room for its legend below the drifts."""
    axis.set(xscale="log", yscale="log", xlabel=r"step $\eta$", ylabel=LABEL, title=title)
    low, high = axis.get_ylim()
    axis.set_ylim(low * power_of(low / high, 0.6), high)
    axis.set_xticks(etas, [f"{eta:g}" for eta in etas])
    axis.minorticks_off()
    axis.legend(loc="lower right", ncols=2 if len(axis.get_legend_handles_labels()[0]) > 2 else 1, columnspacing=0.8, handlelength=1.2)
