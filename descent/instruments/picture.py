"""The look of the instruments' plots, which is that of the project's figures: a page of 5.5 inches, STIX, nothing under 7 points."""

import functools
import textwrap

import matplotlib.pyplot as plt
import numpy as np

BLUE, ORANGE, GREEN, RED, PURPLE, SKY, BLACK, GREY = "#0075D7", "#E59F00", "#005E4A", "#CF4111", "#8F5F84", "#5CBFF0", "#000000", "#9A9A9A"
CYCLE = (BLUE, ORANGE, GREEN, RED, PURPLE, SKY)
WIDTH = 5.5
"""Inches."""
LETTERS = 95
"""Letters of a heading that fit in a line of that width."""
FONT = {"labelfontfamily": "STIXGeneral", "labelsize": 8}
"""For numbers of axes: matplotlib makes these when it draws, with the settings of that time."""
RC = {
    "figure.dpi": 150,
    "figure.titlesize": 9.5,
    "font.family": ["STIXGeneral"],
    "font.size": 9,
    "mathtext.fontset": "stix",
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "axes.axisbelow": True,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "legend.handlelength": 1.5,
    "lines.linewidth": 1.2,
}


def drawn(plot):
    """A function that draws with this look what another draws, and leaves matplotlib's settings as they are."""

    @functools.wraps(plot)
    def with_look(found):
        # rc_context would also take back what a notebook's backend sets when it makes the first figure
        before = {name: plt.rcParams[name] for name in RC}
        plt.rcParams.update(RC)
        try:
            return plot(found)
        finally:
            plt.rcParams.update(before)

    return with_look


def picture(panels: int, columns: int, heading: str = "", height: float = 2.1, **options):
    """A figure with this look. columns: panels in a row; heading: a line above all; height: inches per row; options: of pyplot.subplots.

    Returns (figure, axes) with axes of shape (panels,).
    """
    rows = -(-panels // columns)
    fig, axes = plt.subplots(rows, columns, figsize=(WIDTH, height * rows), layout="constrained", squeeze=False, **options)
    for axis in axes.flat:
        axis.tick_params(which="both", **FONT)
    for spare in axes.flat[panels:]:
        spare.remove()
    if heading:
        fig.suptitle(textwrap.fill(heading, LETTERS), x=0.01, ha="left")
    return fig, np.ravel(axes)[:panels]


def legend(fig, columns: int):
    """One legend below all panels, with every label once."""
    labels = {label: handle for axis in fig.axes for handle, label in zip(*axis.get_legend_handles_labels(), strict=True)}
    if labels:
        fig.legend(labels.values(), labels, loc="outside lower center", ncols=columns)
