"""Axes of a dashboard: logarithmic where numbers span a decade or more, with numbers beside them that can be read."""

import numpy as np

from scripts import style

LEAST, FEW = 10.0, 100.0
"""The largest number divided by the smallest from which an axis is logarithmic, and up to which it has more ticks than powers of ten."""
TICKS = {"x": (1, 3), "y": (1, 2, 5)}
"""Those ticks, divided by powers of ten. Numbers below an axis need more room than those beside it."""
LINE = {"lw": 0.3, "alpha": 0.25, "rasterized": True}
"""Of a single run."""


def scaled(axis, which: str, values):
    """Choose the scale of an axis for what is drawn along it, and its ticks. axis: of a panel; which: x or y; values: any shape."""
    values = np.ravel(np.asarray(values, dtype=float))
    values = values[np.isfinite(values)]
    line = getattr(axis, f"{which}axis")
    if not len(values) or values.min() <= 0 or values.max() < LEAST * values.min():
        return
    axis.set(**{f"{which}scale": "log"})
    if values.max() <= FEW * values.min():
        line.set_major_locator(style.matplotlib.ticker.LogLocator(subs=TICKS[which]))
        line.set_major_formatter(style.matplotlib.ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    line.set_minor_formatter(style.matplotlib.ticker.NullFormatter())


def at_least_a_decade(axis):
    """Widen a logarithmic vertical axis until it has numbers beside it."""
    low, high = axis.get_ylim()
    if 0 < low < high < LEAST * low:
        wider = np.sqrt(LEAST * low / high)
        axis.set_ylim(low / wider, high * wider)


def medians(axis, found, x: str, y: str, change=lambda values: values):
    """A column of all runs against another, thin, and the medians of both. change: what is drawn of the numbers. Returns these."""
    drawn = []
    for one in found:
        along, values = one.runs[x], change(one.runs[y])
        there = np.isfinite(values).any(axis=0)
        if not there.any():
            continue
        along, values = along[:, there], values[:, there]
        axis.plot(*strands(along, values), one.dashes, color=one.colour, **LINE)
        axis.plot(np.nanmedian(along, axis=0), np.nanmedian(values, axis=0), one.dashes, color=one.colour, lw=one.width)
        drawn.append(values.ravel())
    return np.concatenate(drawn) if drawn else np.array([])


def strands(along: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
    """The curves of all runs as one line with gaps between them; a point that is missing is passed over. along, values: (runs, points)."""
    there = np.isfinite(values)
    runs = zip(along, values, there, strict=True)
    pairs = [[np.append(part[seen], np.nan) for part in (x, y)] for x, y, seen in runs]
    return [np.concatenate(parts) for parts in zip(*pairs, strict=True)]
