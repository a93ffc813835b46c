"""Panels of the functions that nets are."""

import numpy as np

from descent.elementary import power
from scripts import style, ticks
from scripts.plots.oneneuron.words import AUGMENTATIONS

ALONE, AUGMENTED = AUGMENTATIONS["none"], AUGMENTATIONS["exponential"]


def functions(axis, x, y, grid, alone, augmented):
    """The functions that the net alone and the augmented net are, and the points with their labels."""
    axis.axhline(0, color=style.GREY, lw=0.6)
    for values, colour in ((augmented, AUGMENTED), (alone, ALONE)):
        axis.plot(grid, values, color=colour, lw=1.4)
    for label, marker in ((1, "^"), (-1, "v")):
        axis.plot(x[y == label], np.full((y == label).sum(), float(label)), marker, color=style.BLACK, ms=5)
    axis.set(ylim=(-4, 4), xlabel="x")


def scientific(exponent: float) -> str:
    """A number whose log10 this is, in mathtext, with two digits."""
    whole = np.floor(exponent)
    return f"{power(10.0, exponent):.1f}" if whole in (-1, 0, 1) else f"{power(10.0, exponent - whole):.1f}\\times {ticks.power(whole)}"
