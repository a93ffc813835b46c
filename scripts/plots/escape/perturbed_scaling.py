"""Methods with noise: iterations to a minimum against d and eps, with the fitted power of d."""

import numpy as np

from descent.escape.claims.octopus import power_of_dimension
from scripts import style
from scripts.plots.escape.words import METHODS, ended, step
from scripts.study import measured

NOISY = ("pgd", "noisy_gd")
"""The methods of Jin et al. 2017 and of Ge et al. 2015."""
MARKERS = "osv^D"
LOW, HIGH = 0.05, 0.95
"""The share of runs that a band spans."""


def draw(perturbed_scaling):
    """perturbed_scaling: both methods over d and eps. Returns the figure."""
    table = perturbed_scaling.metrics
    methods = [method for method in NOISY if method in perturbed_scaling.grid["method"]]
    fig, axes = style.panels(len(methods), height=2.7, least=1.7, most=2, sharey=True)
    for axis, method in zip(axes, methods, strict=True):
        powers = set()
        rows, (label, colour) = table[table["method"] == method], METHODS[method]
        accuracies = perturbed_scaling.grid["eps"]
        for eps, shade, marker in zip(accuracies, style.shades(colour, len(accuracies)), MARKERS * len(accuracies), strict=False):
            group = rows[rows["eps"] == eps]
            fit, steps = measured(power_of_dimension, group), group.groupby("d")["steps"]
            words = style.formula(eps)
            if fit.runs:
                words += f": $d^{{{fit.value:.3f}}}$ [{fit.low:.3f}, {fit.high:.3f}]"
                powers.add(f"$d^{{{fit.value:.2f}}}$")
            axis.fill_between(steps.median().index, steps.quantile(LOW), steps.quantile(HIGH), color=shade, alpha=0.25, lw=0)
            axis.plot(steps.median(), marker=marker, ms=3.5, color=shade, label=words)
        d = np.array(sorted(rows["d"].unique()))
        axis.plot(d, rows["steps"].median() / np.median(d) * d, color=style.BLACK, ls=":", lw=0.9, label=r"$\propto d$")
        axis.set(xscale="log", yscale="log", xlabel="$d$", ylabel=r"iterations to within $\epsilon$ of a minimum")
        axis.set_title(f"{label}: growth as {' to '.join(sorted({min(powers), max(powers)}))}" if powers else label)
        axis.legend(title=r"$\epsilon$: power of $d$ [95 %]", loc="upper left")
    axes[0].set_ylim(top=100 * table["steps"].median())
    style.note(
        fig,
        f"Literal iterations, L = {perturbed_scaling.fixed['L']}, {step(perturbed_scaling)}; {perturbed_scaling.seeds:,} runs per point: "
        f"median, and 5 to 95 % shaded; {ended(table)}. The noise is tied to ε: r = ε and g_thres = σ = γε (our choice).",
    )
    return fig
