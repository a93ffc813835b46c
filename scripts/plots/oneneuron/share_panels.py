"""Panels of bars: what share of runs ended as what."""

import pandas

from descent.oneneuron.classes import CLASSES, FINITE, GOOD
from scripts import style
from scripts.plots.oneneuron.words import CLASS_COLOURS

DARK = {style.GREEN, style.RED, style.INDIGO, style.BLUE, style.PURPLE, style.BLACK}
"""Colours on which numbers are white."""
UNCOVERED = ("none", "penalised", "unregularised")
"""Augmentations with which bad finite minima may be left."""
NUMBERED = 0.07
"""The least share of a bar that has its number on it."""


def height(rows: int, bar: float = 0.2) -> float:
    """Inches that a panel with so many bars is high. bar: inches of each."""
    return 0.6 + bar * rows


def panels(bars: list[int], least: float, most: int):
    """A figure with panels, each high enough for its bars. bars: how many each has; least: inches that a panel is wide at least; most:
    panels in a row. Returns (figure, axes).
    """
    across = style.fitting(min(len(bars), most), least)
    heights = [height(max(bars[first : first + across])) for first in range(0, len(bars), across)]
    fig = style.empty(sum(heights))
    spec = fig.add_gridspec(len(heights), across, height_ratios=heights)
    return fig, [fig.add_subplot(spec[divmod(place, across)]) for place in range(len(bars))]


def stacked(axis, table, rows, missing: str = "not run"):
    """One bar for each of some rows, from the top down. rows: (label, values of the columns that select it);
    missing: what is said of a row without runs.
    """
    for position, (_, values) in enumerate(rows):
        part = table
        for name, value in values.items():
            part = part[part[name] == value]
        if len(table) and not len(part):
            axis.text(0.5, position, missing, ha="center", va="center_baseline", fontsize=style.points(7))
        left = 0.0
        for kind, colour in CLASS_COLOURS.items():
            share = (part["class"] == kind).mean() if len(part) else 0.0
            axis.barh(position, share, left=left, color=colour, height=0.78)
            if share >= NUMBERED:
                ink = "white" if colour in DARK else style.BLACK
                where = {"ha": "center", "va": "center_baseline", "fontsize": style.points(7)}
                axis.text(left + share / 2, position, f"{100 * share:.0f}", color=ink, **where)
            left += share
    axis.set_yticks(range(len(rows)), [label for label, _ in rows], va="center", linespacing=0.95)
    axis.set(ylim=(len(rows) - 0.45, -0.55), xlim=(0, 1))
    axis.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(False)


def patches(*tables) -> list:
    """What a legend shows of the classes that occur."""
    present = [kind for kind in CLASS_COLOURS if any((table["class"] == kind).any() for table in tables)]
    return [style.matplotlib.patches.Patch(color=CLASS_COLOURS[kind], label=kind) for kind in present]


def legend(fig, *tables):
    """A legend of the classes that occur, above the figure."""
    above(fig, patches(*tables))


def above(fig, handles):
    """A legend above the figure, which becomes higher by it."""
    style.legend(fig, handles)
    box = fig.legends[-1].get_window_extent(fig.canvas.get_renderer())
    fig.set_figheight(fig.get_figheight() + box.height / fig.dpi)


def counted(*tables) -> str:
    """How many runs ended as what, in words."""
    total = sum(len(table) for table in tables)
    counts = {kind: sum(int((table["class"] == kind).sum()) for table in tables) for kind in CLASSES}
    plural = {kind: kind.replace("minimum", "minima").replace("saddle", "saddles").replace("neuron", "neurons") for kind in counts}
    words = (f"{count:,} {plural[kind] if count > 1 else kind}" for kind, count in counts.items() if count)
    return f"Ends of the {total:,} runs: " + ", ".join(words)


def bad(*tables) -> str:
    """How many of the finite local minima found with an augmentation that leaves none in theory are bad, in words."""
    found = pandas.concat(tables)
    found = found[~found["augmentation"].isin(UNCOVERED) & found["class"].isin([CLASSES[number] for number in FINITE])]
    count = int((found["class"] != CLASSES[GOOD]).sum())
    minima = f"{len(found):,} finite local {'minimum' if len(found) == 1 else 'minima'}"
    words = {0: "none is bad", 1: "one is bad"}.get(count, f"{count:,} are bad")
    return (
        f"Augmented without a penalty, nets came to {minima}, of which {words}"
        if len(found)
        else "No finite local minimum was found with a neuron"
    )
