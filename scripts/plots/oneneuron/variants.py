"""Other augmentations from the same minimum: each has its own way to infinity, with the power that its regulariser gives, or none."""

from fractions import Fraction

from descent.oneneuron.rates import FIT, a_power
from scripts import style, ticks
from scripts.plots.oneneuron.curve_panels import bundle, lines, over_time
from scripts.plots.oneneuron.words import AUGMENTATIONS, NAMES, ended, landscape

FACTORS = {"lam": "λ", "mu": "μ", "m": "m"}
PANELS = {"log10_a": ("$|a|$", "the neuron's size"), "b": ("b", "its bias"), "base_loss": ("loss", "loss of the net alone")}


def draw(variants):
    """variants: gradient flow with several augmentations from the bad minimum itself. Returns the figure."""
    table, fixed = variants.metrics, variants.fixed
    colours = style.colours(variants.grid["augmentation"], AUGMENTATIONS)
    fig, axes = style.figure(1, 3, height=2.4)
    for name, colour in colours.items():
        runs = variants.runs("log10_t", *PANELS, augmentation=name)
        for axis, column in zip(axes, PANELS, strict=True):
            bundle(axis, runs["log10_t"][0], runs[column], colour)
    for axis, (label, title) in zip(axes, PANELS.values(), strict=True):
        axis.set(ylabel=label, title=title)
    axes[0].set_ylim(-8, 1)
    ticks.powers(axes[0].yaxis)
    axes[2].set_yscale("symlog", linthresh=1)
    over_time(axes)
    words = {name: NAMES[name].replace("\n", " ") for name in colours}
    style.legend(fig, lines({words[name]: colour for name, colour in colours.items()}))
    m, powers = fixed.get("m", 0), table.groupby("augmentation")["a_power"].median()
    theory = {name: Fraction(*power) for name in colours if (power := a_power(name, m))}
    falls = "; ".join(f"{words[name]}: {ticks.number(powers[name])} ({power})" for name, power in theory.items())
    taken = ", ".join(f"{word} = {fixed[name]:g}" for name, word in FACTORS.items() if name in fixed)
    style.note(
        fig,
        f"Gradient flow from the net's bad minimum ({landscape(fixed['landscape_name'])}), {variants.seeds} random neurons per "
        f"augmentation, thin, and their medians, bold; {taken}. Powers of time that |a| follows in the last {FIT:.0f} decades, and in "
        f"brackets those of theory where it gives one: {falls}. {ended(table)}.",
    )
    return fig
