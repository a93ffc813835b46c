"""Known bad minima: nearby starts come back to each of them, and with the neuron to none."""

import numpy as np

from scripts import style
from scripts.plots.oneneuron.shares import counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED, landscape

SIDES = ((-0.15, "none", style.RED, "net alone"), (0.15, "exponential", style.BLUE, "with the neuron"))
"""Shift, augmentation, colour and label of both halves of a row."""


def draw(known_minima, safran_shamir):
    """known_minima: starts beside each; safran_shamir: one over all Gaussian inputs. Returns the figure."""
    table, names = known_minima.metrics, known_minima.grid["landscape_name"]
    fig, (values, alone, added) = style.figure(1, 3, height=3.0, sharey=True, width_ratios=[1.2, 1, 1])
    for position, name in enumerate(names):
        rows = table[table["landscape_name"] == name]
        minimum = rows["known_loss"].iloc[0]
        for shift, kind, colour, _ in SIDES:
            ends = rows.loc[rows["augmentation"] == kind, "F"] / minimum
            values.plot(np.maximum(ends, 1e-12), np.full(len(ends), position + shift), "o", ms=2, alpha=0.5, color=colour, rasterized=True)
    shamir = safran_shamir.metrics
    for shift, kind, colour, _ in SIDES:
        ends = shamir.loc[shamir["augmentation"] == kind, "F"] / shamir["known_loss"].iloc[0]
        values.plot(ends, np.full(len(ends), len(names) + shift), "o", ms=2, alpha=0.5, color=colour, rasterized=True)
    labels = [f"{landscape(name)}: {table.loc[table['landscape_name'] == name, 'known_loss'].iloc[0]:.4g}" for name in names]
    stacked(alone, table, [(text, {"landscape_name": name, "augmentation": "none"}) for text, name in zip(labels, names, strict=True)])
    stacked(
        added, table, [(text, {"landscape_name": name, "augmentation": "exponential"}) for text, name in zip(labels, names, strict=True)]
    )
    values.set_yticks(range(len(names) + 1), [*labels, f"Safran and Shamir: {shamir['known_loss'].iloc[0]:.4g}"])
    values.set(xscale="log", xlabel="F at the end / the minimum's loss", title="where they end", ylim=(len(names) + 0.55, -0.55))
    values.axvline(1.0, color=style.BLACK, lw=0.6, ls=":")
    for _, _, colour, name in SIDES:
        values.plot([], [], "o", color=colour, ms=3, label=name)
    values.legend(fontsize=style.points(6.5), loc="center right", bbox_to_anchor=(0.97, 0.55))
    alone.set_title("net alone")
    added.set_title("with the neuron")
    legend(fig, table)
    fixed = known_minima.fixed
    style.note(
        fig,
        f"{known_minima.seeds} starts at a distance {fixed['radius']:g} of each minimum ({safran_shamir.seeds} for Safran and Shamir's, "
        f"which is over all Gaussian inputs and in closed form), L-BFGS {CONVERGED} in at most {fixed['max_iterations']:,} "
        "iterations; below 1e-12 the points stand at 1e-12. The numbers are the minima's losses; the least loss of all is 0. "
        f"{counted(table)}.",
    )
    return fig
