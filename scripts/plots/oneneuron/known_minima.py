"""Known bad minima: nearby starts come back to each of them, and with the neuron to none."""

import numpy as np

from scripts import drawing, style
from scripts.plots.oneneuron.shares import counted, legend, stacked

LABELS = {
    "three_points": "3 points, 2 active ReLUs",
    "alternating": "5 points, 4 active ReLUs",
    "dead": "4 points, dead ReLUs",
    "yun_1": "Yun et al., theorem 1",
    "active_iris": "iris, active ReLUs",
    "dead_cancer": "breast cancer, dead ReLUs",
}


def label(name: str) -> str:
    """A landscape as a reader knows it."""
    return LABELS.get(name, f"Yun et al., theorem 2, {name.removeprefix('yun_2_')}")


def draw(known_minima, safran_shamir):
    """known_minima: starts beside each; safran_shamir: one over all Gaussian inputs. Returns the figure."""
    table, names = known_minima.metrics, known_minima.grid["landscape_name"]
    fig, (values, alone, added) = style.figure(1, 3, height=3.0, sharey=True, width_ratios=[1.2, 1, 1])
    for position, name in enumerate(names):
        rows = table[table["landscape_name"] == name]
        minimum = rows["known_loss"].iloc[0]
        for shift, kind, colour, marker in ((-0.15, "none", style.RED, "o"), (0.15, "exponential", style.BLUE, "o")):
            ends = rows.loc[rows["augmentation"] == kind, "F"] / minimum
            values.plot(
                np.maximum(ends, 1e-12), np.full(len(ends), position + shift), marker, ms=2, alpha=0.5, color=colour, rasterized=True
            )
    shamir = safran_shamir.metrics
    for shift, kind, colour in ((-0.15, "none", style.RED), (0.15, "exponential", style.BLUE)):
        ends = shamir.loc[shamir["augmentation"] == kind, "F"] / shamir["known_loss"].iloc[0]
        values.plot(ends, np.full(len(ends), len(names) + shift), "o", ms=2, alpha=0.5, color=colour, rasterized=True)
    labels = [f"{label(name)}: {table.loc[table['landscape_name'] == name, 'known_loss'].iloc[0]:.4g}" for name in names]
    stacked(alone, table, [(text, {"landscape_name": name, "augmentation": "none"}) for text, name in zip(labels, names, strict=True)])
    stacked(
        added, table, [(text, {"landscape_name": name, "augmentation": "exponential"}) for text, name in zip(labels, names, strict=True)]
    )
    values.set_yticks(range(len(names) + 1), [*labels, f"Safran and Shamir: {shamir['known_loss'].iloc[0]:.4g}"])
    values.set(xscale="log", xlabel="F at the end / the minimum's loss", title="where they end", ylim=(len(names) + 0.55, -0.55))
    values.axvline(1.0, color=style.BLACK, lw=0.6, ls=":")
    values.plot([], [], "o", color=style.RED, ms=3, label="net alone")
    values.plot([], [], "o", color=style.BLUE, ms=3, label="with the neuron")
    values.legend(fontsize=6.5, loc="center right", bbox_to_anchor=(0.97, 0.55))
    alone.set_title("net alone")
    added.set_title("with the neuron")
    legend(fig, table)
    fixed = known_minima.fixed
    style.note(
        fig,
        f"{known_minima.seeds} starts at a distance {fixed['radius']} of each minimum ({safran_shamir.seeds} for Safran and Shamir's, "
        f"which is over all Gaussian inputs and in closed form), L-BFGS to a gradient of 1e-10 in at most {fixed['max_iterations']:,} "
        "iterations; below 1e-12 the points stand at 1e-12. The numbers are the minima's losses; the least loss of all is 0. "
        f"{counted(table)}.",
    )
    return fig


if __name__ == "__main__":
    drawing.main(draw)
