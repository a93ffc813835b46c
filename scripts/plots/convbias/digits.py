"""A real signal: what both networks learn of handwritten digits, as images and as Fourier magnitudes."""

import numpy as np

from descent.algebra import norm
from descent.convbias.data.digits import DIGITS
from descent.convbias.fourier import magnitudes
from descent.convbias.records.predictors import PredictorsRuns
from scripts import style
from scripts.plots.convbias.words import DEPTHS, DISTANCE, ended, flow

RUN = 0
NETWORKS = {"full": ("fully connected", "l2"), "conv": ("convolutional", "l1")}
SIDE = 8
HIGHEST = 0.75
"""The end of the axis of magnitudes, where none is larger."""

NEEDS = {"digits": {"network": ["full", "conv"]}}


def show(image, spectrum, beta, colour):
    """Draw a predictor as an image and as Fourier magnitudes at unit norm. beta: (64,)."""
    image.imshow(beta.reshape(SIDE, SIDE), cmap="RdBu_r", vmin=-abs(beta).max(), vmax=abs(beta).max())
    image.set(xticks=[], yticks=[])
    image.grid(visible=False)
    size = magnitudes(beta) / norm(beta)
    spectrum.bar(np.arange(len(size)), size, color=colour, width=0.9)
    spectrum.set(ylim=(0, max(HIGHEST, size.max())), xticks=[0, 16, 32], yticks=[0, 0.5])


def draw(digits):
    """digits: both networks, all depths. Returns the figure."""
    table, depths = digits.metrics, digits.grid["depth"]
    colours = style.colours(depths, DEPTHS)
    fig, axes = style.figure(len(depths) + 1, 4, height=1.05, least=0.8, width_ratios=[1, 1.3, 1, 1.3], sharex="col", squeeze=False)
    for (network, (name, separator)), columns in zip(NETWORKS.items(), (axes[:, :2], axes[:, 2:]), strict=True):
        runs = PredictorsRuns.of(table[(table["network"] == network) & (table["run"] == RUN)])
        for (depth, colour), (image, spectrum) in zip(colours.items(), columns[:-1], strict=True):
            show(image, spectrum, runs.where(depth=depth).beta[0], colour)
            image.set_ylabel(f"$L={depth}$")
        image, spectrum = columns[-1]
        show(image, spectrum, getattr(runs, separator)[0], style.BLACK)
        image.set_ylabel("separator")
        columns[0, 0].set_title(name)
        columns[0, 1].set_title(r"$|\hat\beta[k]|$")
        spectrum.set_xlabel("frequency $k$")
    conv, full = (table[table["network"] == network] for network in ("conv", "full"))
    counts = ", ".join(f"{conv.loc[conv['depth'] == depth, 'frequencies'].mean():.1f}" for depth in depths)
    two = conv.loc[conv["depth"] == 2, "distance"]
    to_l1 = f"; from the ℓ1 separator, convolutional, L = 2: median {two.median():.0e}, at most {two.max():.0e}" if len(two) else ""
    style.note(
        fig,
        f"{digits.fixed['N']} images of {DIGITS[0]} against {DIGITS[1]} (load_digits of scikit-learn, pixels row after row, mean removed), "
        f"{digits.seeds} runs for each depth, run {RUN} drawn, to margins of 1e{digits.fixed['decades']}. Over all runs, {DISTANCE} from "
        f"the ℓ2 separator, fully connected: at most {full['distance'].max():.0e}{to_l1}. Surviving frequencies, of "
        f"{SIDE * SIDE // 2 + 1}, convolutional, mean for L = {', '.join(map(str, depths))}: {counts}. {flow(digits)}. {ended(table)}.",
    )
    return fig
