"""Panels of a dashboard: which ends are bad minima, what one more neuron does there, and which classifier training goes to.

Each returns its part of the caption.
"""

import numpy as np

from scripts import style, ticks
from scripts.plots.own.axes import medians, scaled
from scripts.plots.own.panels import LEAST, POINTS
from scripts.plots.own.series import Series, alike, joined
from scripts.plots.own.words import ENDS, NEURON, shown

PATCH, BESIDE, AROUND = 2.2, 0.6, 0.75
"""Ems that a key has beside its word, and inches of a panel beside its axes, and above and below them."""


def minima(axis, found: list[Series]) -> str:
    """How many ends are minima of which kind."""
    _counts(axis, found, "minimum", ENDS)
    axis.set_title("Kinds of ends")
    return "Runs by where they end."


def neurons(axis, found: list[Series]) -> str:
    """What one more neuron does from where training ends."""
    _counts(axis, found, "neuron", NEURON)
    axis.set_title("Neuron added")
    return "Runs by what an exponential neuron does that is added where they end."


def _counts(axis, found: list[Series], column: str, colours: dict[str, str]):
    """A bar for each kind of cells, its parts as long as runs with each word are many."""
    kinds = alike(found, lambda one: (one.label, one.noise))
    bars = [(cells[0], joined(cells, column)) for cells in kinds.values()]
    left, place = np.zeros(len(bars)), np.arange(len(bars))
    for word, colour in reversed(colours.items()):
        counts = np.array([(words == word).sum() for _, words in bars])
        if counts.any():
            axis.barh(place, counts, left=left, color=colour, height=0.7, label=shown(word))
            left += counts
    for y, (one, _) in enumerate(bars):
        axis.plot(-0.04, y, one.marker, color=one.colour, ms=5, transform=axis.get_yaxis_transform(), clip_on=False)
    words = len(axis.get_legend_handles_labels()[0])
    across = 2 if _two_columns_fit(axis) else 1
    key = _share_of_key(axis, -(-words // across))
    axis.set(xlabel="runs", yticks=[], ylim=(len(bars) - 0.5, -0.5 - len(bars) * key / (1 - key)), xlim=(0, max(left.max(), 1)))
    axis.grid(visible=False, axis="y")
    axis.xaxis.get_major_locator().set_params(integer=True)
    ticks.thousands(axis.xaxis)
    axis.legend(loc="upper left", ncols=across, borderaxespad=0, handlelength=0.8, columnspacing=1, handletextpad=0.4)


def _share_of_key(axis, lines: int) -> float:
    """The height of a key of so many lines, divided by that of its panel."""
    high = lines * style.SPACED * style.matplotlib.rcParams["legend.fontsize"] / 72
    return min(0.8, high / (axis.figure.get_figheight() / axis.get_gridspec().nrows - AROUND))


def _two_columns_fit(axis) -> bool:
    """Whether a panel is wide enough for two columns of its key."""
    size = style.matplotlib.rcParams["legend.fontsize"]
    words = axis.get_legend_handles_labels()[1]
    widest = max(map(style.ruler(axis.figure, size), words), default=0.0) + PATCH * size
    return 2 * widest <= 72 * (axis.figure.get_figwidth() / axis.get_gridspec().ncols - BESIDE)


def certificates(axis, found: list[Series]) -> str:
    """The largest g^2/(2 lambda) against the loss, at ends where a neuron is needed; those of bad minima filled."""
    drawn = []
    for one in found:
        x, y, word = (one.runs[name].ravel() for name in ("minimum_loss", "neuron_certificate", "minimum"))
        for kind, fill in ((word == "bad", {}), (word != "bad", {"mfc": "none"})):
            there = kind & (y > 0)
            axis.plot(x[there], y[there], one.marker, color=one.colour, **POINTS, **fill)
            drawn.append((x[there], y[there]))
    for which, values in zip("xy", zip(*drawn, strict=True), strict=True):
        scaled(axis, which, np.concatenate(values))
    axis.set(title="Certificates", xlabel="loss at the end", ylabel="$g^2/(2\\lambda)$")
    return "Largest certificate g²/(2λ) where a neuron is needed (filled: bad minima)."


def margins(axis, found: list[Series]) -> str:
    """The normalised margin against the margin, and the smoothed one."""
    values = medians(axis, found, "margins_log10", "margins_normalised")
    for one in found:
        if np.isfinite(one.runs["margins_smoothed"]).any():
            x, y = one.runs["margins_log10"], one.runs["margins_smoothed"]
            there = np.isfinite(y).any(axis=0)
            axis.plot(np.nanmedian(x[:, there], axis=0), np.nanmedian(y[:, there], axis=0), ":", color=one.colour, lw=one.width)
    scaled(axis, "y", values)
    axis.set(title="Margin", xlabel="margin", ylabel=r"margin / $\|\theta\|^L$")
    ticks.powers(axis.xaxis)
    return "Margin divided by ‖θ‖^L for parameters θ and the degree L (dotted: smoothed)."


def alignment(axis, found: list[Series]) -> str:
    """How far parameters are from minus their gradient in direction."""
    _late(axis, found, "margins_alignment", lambda values: np.maximum(1 - values, LEAST))
    axis.set(title="Alignment", ylabel=r"$1 - \cos$")
    return "1 - cosine of the angle between parameters and minus the gradient."


def residuals(axis, found: list[Series]) -> str:
    """How far parameters are from a KKT point of the largest margin."""
    _late(axis, found, "margins_residual", lambda values: np.maximum(values, LEAST))
    axis.set(title="KKT residual", ylabel="residual")
    return "Residual of the KKT conditions for the largest margin."


def _late(axis, found: list[Series], column: str, change):
    """A column against the margin."""
    scaled(axis, "y", medians(axis, found, "margins_log10", column, change))
    axis.set(xlabel="margin")
    ticks.powers(axis.xaxis)
