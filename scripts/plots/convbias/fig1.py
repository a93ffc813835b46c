"""Figure 1 of Gunasekar et al. 2018: the predictors that both networks learn, in the signal domain and as Fourier magnitudes."""

import numpy as np

from descent.algebra import norm
from descent.convbias.fourier import magnitudes
from descent.convbias.records.predictors import PredictorsRuns
from scripts import style
from scripts.plots.convbias.words import DEPTHS, ended, flow

NETWORKS = {"full": ("fully connected", "l2", "l2 separator"), "conv": ("convolutional", "l1", "l1 separator (L = 2)")}
WIDTHS = {1: 3.4, 2: 2.6, 3: 1.9, 4: 1.3, 5: 0.8}
"""Thinner with depth, so that equal curves can all be seen."""
RUN = 0
"""The data set of the upper rows."""


def unit(values):
    """Rows of unit norm."""
    return values / norm(values, axis=-1, keepdims=True)


def draw(predictors):
    """predictors: both networks, all depths. Returns the figure."""
    table, depths, D = predictors.metrics, predictors.grid["depth"], predictors.fixed["D"]
    colours = style.colours(depths, DEPTHS)
    networks = [network for network in NETWORKS if network in predictors.grid["network"]]
    fig, axes = style.figure(3, len(networks), height=1.9, sharey="row", squeeze=False)
    others = [run for run in range(predictors.seeds) if run != RUN]
    for (signal, spectrum, more), network in zip(axes.T, networks, strict=True):
        name, separator, label = NETWORKS[network]
        runs = PredictorsRuns.of(table[table["network"] == network])
        for depth, colour in colours.items():
            beta = unit(runs.where(depth=depth).beta)
            look = {"color": colour, "lw": WIDTHS.get(depth, 1.0), "label": f"L = {depth}"}
            signal.plot(np.arange(D), beta[RUN], **look)
            spectrum.plot(np.arange(D // 2 + 1), magnitudes(beta[RUN]), **look)
            for place, run in enumerate(others):
                more.plot(place * (D // 2 + 3) + np.arange(D // 2 + 1), magnitudes(beta[run]), **look)
        first = runs.where(depth=depths[0])
        best = unit({"l1": first.l1, "l2": first.l2}[separator])
        cross = {"marker": "x", "ls": "none", "color": style.BLACK, "ms": 4, "mew": 0.9, "label": label, "zorder": 5}
        signal.plot(np.arange(D), best[RUN], **cross)
        spectrum.plot(np.arange(D // 2 + 1), magnitudes(best[RUN]), **cross)
        signal.set(title=name, xlabel="coordinate d")
        spectrum.set(xlabel="frequency k")
        more.set(xlabel=f"frequency k of {len(others)} other data sets, side by side", xticks=[])
        spectrum.legend(ncols=3, fontsize=style.points(6.5), loc="upper center")
    axes[0, 0].set_ylabel(r"$\beta[d]$, unit norm")
    for axis in axes[1:, 0]:
        axis.set_ylabel(r"$|\hat\beta[k]|$")
    axes[1, 0].set_ylim(top=0.95)
    style.note(
        fig,
        f"{flow(predictors)}, to margins of 1e{predictors.fixed['decades']}; D = {D}, {predictors.fixed['N']} Gaussian signals with "
        f"random labels (data and start: ours); runs {RUN} (top, middle) to {predictors.seeds - 1}. {ended(table)}. Crosses: "
        "the separators of theorems 1 (l2 maximum margin) and 2 (least l1 norm of Fourier coefficients), certified.",
    )
    return fig
