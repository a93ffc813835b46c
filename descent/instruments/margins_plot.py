"""The plot of a network's late phase against its least margin."""

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from descent.instruments import picture

FIRST, SECOND, THIRD = picture.BLUE, picture.RED, picture.GREEN
THEORY = r"$-(2 - 2/L) \log \log t$"


@picture.drawn
def plot(found):
    """Plot a `margins.Margins`. Returns matplotlib's figure."""
    at = found.series
    heading = f"degree {found.degree:g}: {found.status}"
    if not at or len(np.unique(at["log10"])) < 2:
        fig, (axis,) = picture.picture(1, columns=1, heading=heading)
        axis.set(title="no late phase", xticks=[], yticks=[])
        return fig
    turned = bool(found.to_separators) or np.isfinite(at["turn"]).sum() > 1
    fig, axes = picture.picture(3 + turned, columns=2, heading=heading, height=2.4)
    margins, residuals, power = axes[:3]
    for name, colour in (("normalised", FIRST), ("smoothed", SECOND)):
        margins.plot(at["log10"], np.where(at[name] > 0, at[name], np.nan), color=colour, label=name)
    margins.set_title(r"margin / norm$^L$")
    for values, colour, name in (
        (1 - at["alignment"], FIRST, "1 - alignment"),
        (at["residual"], SECOND, "KKT residual"),
        (at["delta"], THIRD, r"$\delta$"),
    ):
        residuals.plot(at["log10"], np.where(values > 0, values, np.nan), color=colour, label=name)
    residuals.set(yscale="log", title="first-order conditions")
    late = at["log_time"] > 1
    power.plot(at["log10"][late], at["log_product"][late], color=FIRST, label="measured")
    if late.any():
        slope = -(2 - 2 / found.degree) * np.log(at["log_time"][late])
        power.plot(at["log10"][late], slope + at["log_product"][late][-1] - slope[-1], color=picture.BLACK, ls=":", label=THEORY)
    power.set_title(r"$\log(t \cdot$ loss$)$")
    if turned:
        axes[3].plot(at["log10"], at["turn"], color=FIRST, label="angle per decade")
        axes[3].set(yscale="log", title="how far the direction turns")
    for (name, values), colour in zip((found.to_separators or {}).items(), (SECOND, THIRD), strict=False):
        axes[3].plot(at["log10"], values, color=colour, label=f"1 - cos to {name}")
    for axis in axes:
        axis.set(xlabel="margin", xlim=at["log10"][[0, -1]])
        axis.margins(y=0.2)  # room for the legend
        axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axis.xaxis.set_major_formatter(FuncFormatter(lambda power, _: f"$10^{{{power:.0f}}}$"))
        if not np.isnan(found.flow_from):
            axis.axvspan(found.flow_from, at["log10"][-1], color=picture.GREY, alpha=0.2, lw=0)
        axis.legend()
    return fig
