"""Other augmentations from the same minimum: each has its own way to infinity, with the power that its regulariser gives, or none."""

import numpy as np

from descent.oneneuron.rates import FIT, a_power
from scripts import style
from scripts.plots.oneneuron.shares import NAMES
from scripts.plots.oneneuron.words import ended

COLOURS = {"exponential": style.BLUE, "monomial": style.ORANGE, "sohl_dickstein": style.GREEN, "penalised": style.RED}
FACTORS = {"lam": "lambda", "mu": "mu", "m": "m"}
PANELS = (("log10_a", "log10 |a|"), ("b", "b"), ("base_loss", "loss of the net alone"))


def predicted(name: str, m: int | None) -> str:
    """The power of |a| that the theory gives."""
    power = a_power(name, m)
    return "/".join(map(str, power)) if power else "none"


def draw(variants):
    """variants: gradient flow with several augmentations from the bad minimum itself. Returns the figure."""
    table, fixed = variants.metrics, variants.fixed
    fig, axes = style.figure(1, 3, height=2.6)
    for name, colour in style.colours(variants.grid["augmentation"], COLOURS).items():
        runs = variants.runs("log10_t", *(column for column, _ in PANELS), augmentation=name)
        for axis, (column, _) in zip(axes, PANELS, strict=True):
            axis.plot(*style.strands(runs["log10_t"][0], runs[column]), color=colour, lw=0.35, alpha=0.5, rasterized=True)
            axis.plot(runs["log10_t"][0], np.nanmedian(runs[column], axis=0), color=colour, lw=1.3)
        rows = table[table["augmentation"] == name]
        power = rows["a_power"].median()
        word = (
            f"{NAMES[name]}: power {power:.3f} ({predicted(name, fixed.get('m', 0))})"
            if name != "penalised"
            else f"{NAMES[name]}: comes to rest"
        )
        axes[0].plot([], [], color=colour, label=word)
    for axis, (_, label) in zip(axes, PANELS, strict=True):
        axis.set(xlabel="log10 of the flow time", ylabel=label)
    axes[0].set_ylim(-8, 1)
    axes[2].set_yscale("symlog", linthresh=1)
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=2, fontsize=style.points(7))
    taken = ", ".join(f"{word} = {fixed[name]:g}" for name, word in FACTORS.items() if name in fixed)
    style.note(
        fig,
        f"Gradient flow from the net's bad minimum on three points, {variants.seeds} random neurons, {taken}. "
        f"Powers over the last {FIT:.0f} decades (theory in brackets). Sohl-Dickstein and "
        f"Kawaguchi's leaves the net where it is. {ended(table)}.",
    )
    return fig
