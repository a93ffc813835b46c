"""Panels of a dashboard: which ends are bad minima, what one more neuron does there, and which classifier training goes to."""

import numpy as np

from scripts import style, ticks
from scripts.plots.own.axes import medians, scaled, titled
from scripts.plots.own.panels import LEAST, POINTS
from scripts.plots.own.series import Series, alike, joined

ENDS = {"good": style.GREEN, "at infinity": style.SKY, "saddle": style.INDIGO, "bad": style.RED, "not converged": style.GREY}
NEURON = {"not needed": style.GREEN, "taken over": style.SKY, "to infinity": style.ORANGE, "stuck": style.RED, "not converged": style.GREY}
"""Words of the columns minimum and neuron, and their colours."""
LINE_ROOM = 0.22
"""Height of a line of the key above the bars, divided by that of all bars."""
PATCH, BESIDE = 2.2, 0.6
"""Ems that a key has beside its word, and inches of a panel beside its axes."""


def minima(axis, found: list[Series]):
    """How many ends are minima of which kind."""
    _counts(axis, found, "minimum", ENDS)
    titled(axis, "Where training ends")


def neurons(axis, found: list[Series]):
    """What one more neuron does from where training ends."""
    _counts(axis, found, "neuron", NEURON)
    titled(axis, "One neuron more")


def _counts(axis, found: list[Series], column: str, colours: dict[str, str]):
    """A bar for each kind of cells, its parts as long as runs with each word are many."""
    kinds = alike(found, lambda one: (one.label, one.noise))
    bars = [(cells[0], joined(cells, column)) for cells in kinds.values()]
    left, place = np.zeros(len(bars)), np.arange(len(bars))
    for word, colour in colours.items():
        counts = np.array([(words == word).sum() for _, words in bars])
        if counts.any():
            axis.barh(place, counts, left=left, color=colour, height=0.7, label=word)
            left += counts
    for y, (one, _) in enumerate(bars):
        axis.plot(-0.04, y, one.marker, color=one.colour, ms=5, transform=axis.get_yaxis_transform(), clip_on=False)
    words = len(axis.get_legend_handles_labels()[0])
    across = 2 if _two_columns_fit(axis) else 1
    key = LINE_ROOM * -(-words // across) * len(bars)
    axis.set(xlabel="runs", yticks=[], ylim=(len(bars) - 0.5, -0.5 - key), xlim=(0, max(left.max(), 1)))
    axis.grid(visible=False, axis="y")
    axis.xaxis.get_major_locator().set_params(integer=True)
    ticks.thousands(axis.xaxis)
    axis.legend(loc="upper left", ncols=across, borderaxespad=0, handlelength=0.8, columnspacing=1, handletextpad=0.4)


def _two_columns_fit(axis) -> bool:
    """Whether a panel is wide enough for two columns of its key."""
    size = style.matplotlib.rcParams["legend.fontsize"]
    words = axis.get_legend_handles_labels()[1]
    widest = max(map(style.ruler(axis.figure, size), words), default=0.0) + PATCH * size
    return 2 * widest <= 72 * (axis.figure.get_figwidth() / axis.get_gridspec().ncols - BESIDE)


def certificates(axis, found: list[Series]):
    """The largest g^2/(2 lambda) against the loss, at ends where a neuron is needed; those of bad minima filled."""
    drawn = []
    for one in found:
        x, y, word = (one.runs[name].ravel() for name in ("minimum_loss", "neuron_certificate", "minimum"))
        for shown, fill in ((word == "bad", {}), (word != "bad", {"mfc": "none"})):
            shown = shown & (y > 0)
            axis.plot(x[shown], y[shown], one.marker, color=one.colour, **POINTS, **fill)
            drawn.append((x[shown], y[shown]))
    for which, values in zip("xy", zip(*drawn, strict=True), strict=True):
        scaled(axis, which, np.concatenate(values))
    titled(axis, "Certificates")
    axis.set(xlabel="loss at the end", ylabel="largest $g^2/(2\\lambda)$")


def margins(axis, found: list[Series]):
    """The normalised margin against the margin, and the smoothed one."""
    values = medians(axis, found, "margins_log10", "margins_normalised")
    for one in found:
        if np.isfinite(one.runs["margins_smoothed"]).any():
            x, y = one.runs["margins_log10"], one.runs["margins_smoothed"]
            there = np.isfinite(y).any(axis=0)
            axis.plot(np.nanmedian(x[:, there], axis=0), np.nanmedian(y[:, there], axis=0), ":", color=one.colour, lw=one.width)
    scaled(axis, "y", values)
    titled(axis, "Margin (dotted: smoothed)")
    axis.set(xlabel="margin", ylabel="margin / $|\\theta|^L$")
    ticks.powers(axis.xaxis)


def alignment(axis, found: list[Series]):
    """How far parameters are from minus their gradient in direction."""
    _late(axis, found, "margins_alignment", lambda values: np.maximum(1 - values, LEAST))
    titled(axis, "Alignment with minus the gradient")
    axis.set(ylabel=r"$1 - \cos$")


def residuals(axis, found: list[Series]):
    """How far parameters are from a KKT point of the largest margin."""
    _late(axis, found, "margins_residual", lambda values: np.maximum(values, LEAST))
    titled(axis, "KKT, largest margin")
    axis.set(ylabel="residual")


def _late(axis, found: list[Series], column: str, change):
    """A column against the margin."""
    scaled(axis, "y", medians(axis, found, "margins_log10", column, change))
    axis.set(xlabel="margin")
    ticks.powers(axis.xaxis)
