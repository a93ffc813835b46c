"""A real signal: what both networks learn of handwritten digits, as images, and how fast."""

import numpy as np

from descent.algebra import norm
from descent.convbias.data.digits import DIGITS
from descent.convbias.fourier import magnitudes
from descent.convbias.records.predictors import PredictorsRuns
from scripts import style
from scripts.plots.convbias.words import ended, flow

RUN = 0
NAMES = {"full": "fully connected", "conv": "convolutional"}
SIDE = 8

NEEDS = {"digits": {"network": ["full", "conv"]}}


def draw(digits):
    """digits: both networks, all depths. Returns the figure."""
    table, depths = digits.metrics, digits.grid["depth"]
    fig, axes = style.figure(4, len(depths) + 1, height=1.25, squeeze=False)
    for row, (network, separator) in enumerate((("full", "l2"), ("conv", "l1"))):
        runs = PredictorsRuns.of(table[(table["network"] == network) & (table["run"] == RUN)])
        columns = [(f"L = {depth}", runs.where(depth=depth).beta[0]) for depth in depths]
        columns.append((f"{separator} separator", {"l1": runs.l1, "l2": runs.l2}[separator][0]))
        for column, (title, beta) in enumerate(columns):
            image, spectrum = axes[2 * row, column], axes[2 * row + 1, column]
            image.imshow(beta.reshape(SIDE, SIDE), cmap="RdBu_r", vmin=-abs(beta).max(), vmax=abs(beta).max())
            image.set(xticks=[], yticks=[])
            image.set_title(title, fontsize=style.points(7.5))
            image.grid(False)
            size = magnitudes(beta) / norm(beta)
            spectrum.bar(np.arange(len(size)), size, color=style.BLUE if title.startswith("L") else style.BLACK, width=0.9)
            spectrum.set(ylim=(0, 0.75), xticks=[0, 16, 32], yticks=[0, 0.5])
            if column:
                spectrum.set_yticklabels([])
        axes[2 * row, 0].set_ylabel(NAMES[network])
        axes[2 * row + 1, 0].set_ylabel(r"$|\hat\beta[k]|$")
    conv, full = (table[table["network"] == network] for network in ("conv", "full"))
    counts = ", ".join(f"{conv.loc[conv['depth'] == depth, 'frequencies'].mean():.1f}" for depth in depths)
    two = conv.loc[conv["depth"] == 2, "distance"]
    style.note(
        fig,
        f"{flow(digits)}, to margins of 1e{digits.fixed['decades']}; {digits.fixed['N']} images of {DIGITS[0]} against {DIGITS[1]} "
        f"(load_digits, 64 pixels row after row, mean removed), {digits.seeds} runs for each depth, run {RUN} drawn. Over all runs: 1 - "
        f"cos to the l2 separator, fully connected, at most {full['distance'].max():.0e}; to the l1 separator, convolutional, L = 2: "
        f"median {two.median():.0e}, largest {two.max():.0e}; surviving frequencies of 33, convolutional, mean for L = {depths[0]} to "
        f"{depths[-1]}: {counts}. {ended(table)}.",
    )
    return fig
