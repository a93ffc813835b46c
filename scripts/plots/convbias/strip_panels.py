"""Panels in which every run is a point, in a column for each network and depth."""

import itertools

import numpy as np

from scripts import style

NETWORKS = {"full": "fully\nconnected", "conv": "convolutional", "diagonal": "diagonal"}
MISSING = 1.0
"""Drawn for runs without a number."""


def strip(axis, place: float, values, colour, filled: bool = True, width: float = 0.6):
    """Draw values, (runs,), side by side in the order of the runs, and their median. place: the middle of the column."""
    values = values.fillna(MISSING).to_numpy()
    beside = place + width * (np.arange(len(values)) + 0.5) / len(values) - width / 2
    face = colour if filled else "none"
    axis.plot(beside, values, "o", mfc=face, mec=colour, mew=0.4, ms=1.4 if filled else 1.8, alpha=0.6, rasterized=True)
    axis.plot([place - width / 2, place + width / 2], [np.median(values)] * 2, color=style.BLACK, lw=1.4)


def name_columns(axis, columns: list[tuple[str, int]]):
    """Write the depth below every column, and below these the network, with lines between networks. columns: (network, depth)."""
    axis.set_xticks(range(len(columns)), [depth for _, depth in columns])
    axis.set_xlim(-0.6, len(columns) - 0.4)
    axis.grid(visible=False, axis="x")
    ends = [len(list(same)) for _, same in itertools.groupby(network for network, _ in columns)]
    edges = np.cumsum([0, *ends]) - 0.5
    for edge in edges[1:-1]:
        axis.axvline(edge, color=style.GREY, lw=0.7)
    if len(ends) == 1:
        axis.set_xlabel("depth $L$")
        return
    names = [NETWORKS[network] for network, _ in itertools.groupby(network for network, _ in columns)]
    axis.xaxis.remove_overlapping_locs = False
    axis.set_xticks((edges[1:] + edges[:-1]) / 2, names, minor=True)
    axis.tick_params(axis="x", which="minor", length=0, pad=style.points(15))
