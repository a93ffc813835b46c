"""Where training ends, in good minima or bad ones, and where an exponential neuron that is added there leads."""

import numpy as np

from descent.statistics import share_of_counts
from scripts import style
from scripts.plots.own.words import ENDS, NEURON, shown

LEAST = 1e-20
"""Certificates below this are drawn there."""


def draw(bad_minima):
    """bad_minima: ends of nets of several widths on several data sets. Returns the figure."""
    table, data, widths = bad_minima.metrics, bad_minima.grid["points"], bad_minima.grid["width"]
    fig, axes = style.figure(3, len(data), height=1.75, least=1.3, squeeze=False, sharey="row")
    for (ends, leads, certificates), points in zip(axes.T, data, strict=True):
        rows = table[table["points"] == points]
        cells = [rows[rows["width"] == width] for width in widths]
        stacked(ends, widths, [cell["minimum"] for cell in cells], ENDS)
        stacked(leads, widths, [cell["neuron"][cell["minimum"] == "bad"] for cell in cells], NEURON)
        against_loss(certificates, rows)
        ends.set(title=f"{points}, {(rows['minimum'] == 'bad').sum():,} bad")
        leads.set(title=f"{points}, with neuron")
        certificates.set(title=f"{points}, certificates")
    for row, label in zip(axes, ("share of ends", "share of bad minima", "certificate"), strict=True):
        for axis in row:
            axis.set_ylabel(label if axis.get_subplotspec().is_first_col() else "")
    bad = table["neuron"][table["minimum"] == "bad"]
    style.legend(fig, list({key.get_label(): key for key in (*keys(ENDS, table["minimum"]), *keys(NEURON, bad))}.values()))
    diverged = int((table["status"] == "diverged").sum())
    gap = f" A gap at the top of a bar: {diverged:,} runs diverged." if diverged else ""
    steps, used = bad_minima.fixed["steps"], bad_minima.parameters()
    style.note(
        fig,
        f"{bad_minima.seeds} runs per bar of the first row: {steps:,} steps of {used['optimiser']}, then polished to a gradient of 1e-8. "
        f"Above bars: the number of runs. Whiskers: 95 % intervals of the lowest share.{gap} λ = {used['lam']:g}; certificates below "
        f"{LEAST:g} are drawn there.",
    )
    return fig


def stacked(axis, widths, kinds, colours):
    """A bar of shares for each width, with the interval of the first kind. kinds: words of the runs of each width."""
    places = np.arange(len(widths))
    first = next(iter(colours))
    for place, words in zip(places, kinds, strict=True):
        bottom = 0.0
        for kind, colour in colours.items():
            part = float((words == kind).mean()) if len(words) else 0.0
            axis.bar(place, part, bottom=bottom, color=colour, width=0.8)
            bottom += part
        if len(words):
            value, low, high, *_ = share_of_counts(int((words == first).sum()), len(words))
            axis.errorbar(place, value, [[value - low], [high - value]], color=style.BLACK, lw=0.8, capsize=1.5)
        axis.text(place, 1.01, f"{len(words)}", ha="center", va="bottom", fontsize=style.points(7))
    axis.set_xticks(places, [f"{width}" for width in widths])
    axis.set(ylim=(0, 1.16), xlabel="width")
    axis.set_yticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axis.grid(visible=False)


def against_loss(axis, rows):
    """Certificates of good and bad minima against their loss."""
    for kind in ("good", "bad"):
        part = rows[rows["minimum"] == kind]
        certificate = np.maximum(part["neuron_certificate"], LEAST)
        axis.plot(part["minimum_loss"], certificate, ".", ms=3, alpha=0.4, color=ENDS[kind], rasterized=True)
    axis.set(yscale="log", xlim=(-0.08, 1.08), xlabel="loss of the minimum")


def keys(colours, words):
    """Keys of the legend for the words that occur."""
    present = [word for word in colours if (words == word).any()]
    return [style.matplotlib.patches.Patch(color=colours[word], label=shown(word)) for word in present]
