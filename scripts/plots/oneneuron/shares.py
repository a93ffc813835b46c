"""Shares of what runs ended as, stacked to one."""

from descent.oneneuron.classes import CLASSES
from scripts import style

COLOURS = dict(
    zip(
        CLASSES,
        (style.GREEN, style.RED, style.ORANGE, style.INDIGO, style.BLUE, style.PURPLE, style.SKY, "#D9D9D9", style.BLACK),
        strict=True,
    )
)
NAMES = {
    "none": "net alone",
    "exponential": "exponential neuron",
    "per_layer": "one a layer",
    "per_layer_powers": "one a layer, 2L-th powers",
    "monomial": "monomial neuron",
    "kawaguchi_kaelbling": "one an output (K. & K.)",
    "sohl_dickstein": "no unit (S.-D. & K.)",
    "penalised": "exponential, penalised",
    "unregularised": r"exponential, $\lambda = 0$",
}
"""The augmentations as a reader knows them."""
SHORT = NAMES | {
    "kawaguchi_kaelbling": "one an output",
    "sohl_dickstein": "no unit",
    "penalised": "penalised",
    "exponential": "exponential",
}


def stacked(axis, table, rows):
    """One bar for each of some rows, from the top down. rows: (label, values of the columns that select it)."""
    for position, (_, values) in enumerate(rows):
        part = table
        for name, value in values.items():
            part = part[part[name] == value]
        left = 0.0
        for kind, colour in COLOURS.items():
            share = (part["class"] == kind).mean()
            if share:
                axis.barh(position, share, left=left, color=colour, height=0.78)
                if share >= 0.07:
                    light = kind in ("not converged", "saddle", "lost neuron")
                    axis.text(
                        left + share / 2,
                        position,
                        f"{100 * share:.0f}",
                        ha="center",
                        va="center",
                        fontsize=style.points(6),
                        color="k" if light else "w",
                    )
            left += share
    axis.set_yticks(range(len(rows)), [label for label, _ in rows])
    axis.set(ylim=(len(rows) - 0.45, -0.55), xlim=(0, 1))
    axis.set_xticks([0, 0.5, 1], ["0", "50 %", "100 %"])
    axis.grid(False)


def legend(fig, *tables):
    """A legend of the classes that occur, above the figure."""
    present = [kind for kind in COLOURS if any((table["class"] == kind).any() for table in tables)]
    handles = [style.matplotlib.patches.Patch(color=COLOURS[kind], label=kind) for kind in present]
    fig.legend(
        handles=handles,
        loc="outside upper center",
        ncols=len(present),
        fontsize=style.points(7 if len(present) < 8 else 6.5),
        handlelength=1.0,
        columnspacing=1.0,
    )


def counted(*tables) -> str:
    """How many runs ended as what, in words."""
    total = sum(len(table) for table in tables)
    counts = {kind: sum(int((table["class"] == kind).sum()) for table in tables) for kind in CLASSES}
    return f"{total:,} runs: " + ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
