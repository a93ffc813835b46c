"""Panels of paths over the flow's time: all runs thin, their median bold."""

import numpy as np

from scripts import style, ticks


def bundle(axis, t, values, colour, **line):
    """All runs thin, and their median bold up to where the first of them ends. t: (points,), values: (runs, points); line: of the bold
    line.
    """
    axis.plot(*style.strands(t, values), color=colour, lw=0.35, alpha=0.4, rasterized=True)
    known = np.isfinite(values).all(axis=0)
    axis.plot(t[known], np.median(values[:, known], axis=0), color=colour, **line)


def over_time(axes):
    """Let the lower axis of panels be the time, whose data are log10 of it."""
    for axis in axes:
        axis.set_xlabel("flow time")
        ticks.powers(axis.xaxis)


def lines(colours: dict) -> list:
    """What a legend shows of lines. colours: by label."""
    return [style.matplotlib.lines.Line2D([], [], color=colour, label=label) for label, colour in colours.items()]
