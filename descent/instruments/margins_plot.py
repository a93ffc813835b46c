"""The plot of a network's late phase against log10 of its least margin."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = {"first": "#0072B2", "second": "#D55E00", "third": "#009E73", "flow": "#CCCCCC"}


def plot(found):
    """Plot a `margins.Margins`. Returns matplotlib's figure."""
    at = found.series
    turned = bool(at) and bool(found.to_separators or not np.isnan(at["turn"]).all())
    fig, axes = plt.subplots(1, 3 + turned, figsize=(9 + 3 * turned, 2.8), layout="constrained")
    if not at:
        axes[0].set_title(f"no late phase: {found.status}")
        return fig
    margins, residuals, power = axes[:3]
    for name, colour in (("normalised", "first"), ("smoothed", "second")):
        margins.plot(at["log10"], np.where(at[name] > 0, at[name], np.nan), color=COLOURS[colour], lw=1, label=name)
    margins.set(ylabel="margin / norm^L", title=f"degree {found.degree:g}: {found.status}")
    for values, colour, name in (
        (1 - at["alignment"], "first", "1 - alignment"),
        (at["residual"], "second", "KKT residual"),
        (at["delta"], "third", "delta"),
    ):
        residuals.plot(at["log10"], np.where(values > 0, values, np.nan), color=COLOURS[colour], lw=1, label=name)
    residuals.set(yscale="log", title="first-order conditions")
    late = at["log_time"] > 1
    power.plot(at["log10"][late], at["log_product"][late], color=COLOURS["first"], lw=1, label="measured")
    if late.any():
        slope = -(2 - 2 / found.degree) * np.log(at["log_time"][late])
        power.plot(
            at["log10"][late], slope + at["log_product"][late][-1] - slope[-1], color="black", ls=":", lw=1, label="-(2 - 2/L) log log t"
        )
    power.set(ylabel="log(t loss)", title="how fast the loss falls")
    if turned:
        axes[3].plot(at["log10"], at["turn"], color=COLOURS["first"], lw=1, label="angle a decade")
        axes[3].set(yscale="log", title="where it turns")
    for (name, values), colour in zip((found.to_separators or {}).items(), ("second", "third"), strict=False):
        axes[3].plot(at["log10"], values, color=COLOURS[colour], lw=1, label=f"1 - cos to {name}")
    for axis in axes:
        axis.set_xlabel("log10 margin")
        if not np.isnan(found.flow_from):
            axis.axvspan(found.flow_from, at["log10"][-1], color=COLOURS["flow"], alpha=0.3, lw=0)
        axis.legend(frameon=False)
    return fig
