"""Predictors of linear nets: curves of several depths, and the separators that the theorems name."""

import numpy as np

from descent.algebra import norm
from scripts import style

WIDTHS = {1: 3.4, 2: 2.6, 3: 1.9, 4: 1.3, 5: 0.8}
"""Thinner with depth, so that equal curves can all be seen."""
CROSS = {"marker": "x", "ls": "none", "color": style.BLACK, "ms": 3.5, "mew": 0.8, "zorder": 5}
SEPARATORS = {"full": "l2", "conv": "l1"}


def unit(values):
    """Rows of unit norm. values: (rows, D)."""
    return values / norm(values, axis=-1, keepdims=True)


def side_by_side(rows):
    """Curves one after another, with gaps. rows: (curves, points)."""
    return np.pad(rows, ((0, 0), (0, 2)), constant_values=np.nan).ravel()


def draw_predictors(axis, runs, colours: dict, how):
    """Draw what nets of one network learn, and the separator where a theorem names it.

    runs: PredictorsRuns; colours: by depth; how: what is drawn of predictors of unit norm, (runs, D) -> (points,).
    """
    for depth, colour in colours.items():
        width = WIDTHS.get(depth, 1.0) if len(colours) > 1 else 1.3
        axis.plot(how(unit(runs.where(depth=depth).beta)), color=colour, lw=width)
    chosen = runs.where(depth=next(iter(colours)))
    network = chosen.grid["network"][0]
    if network == "full" or list(colours) == [2]:
        axis.plot(how(unit(getattr(chosen, SEPARATORS[network]))), **CROSS)
