"""What optimisers do to conservation laws: the drift at the same flow time against the step size."""

import numpy as np

from descent.own.claims.own import drift_power
from scripts import style
from scripts.plots.balance.words import ended
from scripts.plots.own.axes import at_least_a_decade
from scripts.plots.own.words import GRADIENTS, of_optimisers
from scripts.study import measured
from scripts.ticks import number

NETS = {"cnn": "CNN", "transformer": "transformer"}
BELOW = -0.24
"""Where legends begin, in heights of a panel: the lines leave no room for them."""


def draw(cnn_laws, transformer_laws, cnn_batches, transformer_batches):
    """All: cells with several halvings of the step. Returns the figure."""
    studies = {"cnn": (cnn_laws, cnn_batches), "transformer": (transformer_laws, transformer_batches)}
    fig, axes = style.figure(2, 2, height=3.1, least=2.2, sharex=True, sharey=True, squeeze=False)
    for column, (net, (laws, batches)) in enumerate(studies.items()):
        optimisers = {words: laws.metrics[laws.metrics["optimiser"] == words] for words in laws.grid["optimiser"]}
        colours = style.colours(optimisers, of_optimisers(list(optimisers)))
        for words, rows in optimisers.items():
            lines(axes[0, column], rows, colours[words], words)
        for (batch, clip), rows in batches.metrics.groupby(["batch", "clip"]):
            lines(axes[1, column], rows, GRADIENTS[batch > 0, clip > 0], _words(batch, clip))
        for axis, title in zip(axes[:, column], ("optimisers", "gradients of GD"), strict=True):
            axis.set(title=f"{NETS[net]}, {title}", xlabel="step size, divided by the largest", ylabel="relative drift")
            axis.legend(title="power of the step [95 %]", loc="upper center", bbox_to_anchor=(0.5, BELOW))
    axes[0, 0].set(xscale="log", yscale="log")
    at_least_a_decade(axes[0, 0])
    halvings = cnn_laws.grid["halvings"]
    for axis in axes.flat:
        axis.set_xticks([1 / (1 << k) for k in halvings], [f"1/{1 << k}" if k else "1" for k in halvings])
        axis.tick_params(labelbottom=True)
        axis.minorticks_off()
    end = ended(*(study.metrics for study in (cnn_laws, transformer_laws, cnn_batches, transformer_batches)))
    counts = ", ".join(f"{NETS[net]} {int(laws.metrics['laws'].iloc[0])}" for net, (laws, _) in studies.items())
    style.note(fig, f"{cnn_laws.seeds} runs per point (dots), lines through the medians. Laws: {counts}. {end}.")
    return fig


def lines(axis, rows, colour, words: str):
    """The drift of one optimiser's runs, their medians, and the power of the step."""
    step, drift = rows["halvings"].map(lambda k: 1 / (1 << k)), rows["drift"]
    power = measured(drift_power, rows)
    axis.plot(step, np.maximum(drift, 1e-17), ".", color=colour, ms=2.5, alpha=0.4, rasterized=True)
    median = drift.groupby(step).median()
    value, low, high = map(number, power[:3])
    label = f"{words}: {value} [{low}, {high}]" if np.isfinite(power[0]) else words
    line = "o--" if words.startswith("AdamW") else "o-"  # over Adam's
    axis.plot(median.index, median, line, color=colour, ms=3, label=label)


def _words(batch: int, clip: float) -> str:
    """What is done to the gradient."""
    parts = [f"mini-batches of {batch:g}" if batch else "all data", *([f"clipped to {clip:g}"] if clip else [])]
    return ", ".join(parts)
