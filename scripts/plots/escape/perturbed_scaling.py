"""Methods with noise: iterations to a minimum against d and eps, with the fitted power of d."""

import numpy as np
import seaborn as sns

from descent.escape.claims.octopus import power_of_dimension
from scripts import style
from scripts.plots.escape.words import step
from scripts.study import measured

LABELS = {"pgd": "PGD (Jin et al. 2017)", "noisy_gd": "noisy GD (Ge et al. 2015)"}


def draw(perturbed_scaling):
    """perturbed_scaling: both methods over d and eps. Returns the figure."""
    table = perturbed_scaling.metrics
    fig, axes = style.figure(1, 2, height=3.0, sharey=True)
    for axis, (method, label) in zip(axes, LABELS.items(), strict=True):
        rows = table[table["method"] == method].copy()
        rows["accuracy"] = rows["eps"].map(style.formula)
        fits = {eps: measured(power_of_dimension, group) for eps, group in rows.groupby("accuracy", sort=False)}
        rows["eps"] = rows["accuracy"].map(
            lambda eps, fits=fits: f"{eps}: $d^{{{fits[eps].value:.3f}}}$ [{fits[eps].low:.3f}, {fits[eps].high:.3f}]"
        )
        sns.lineplot(
            rows,
            x="d",
            y="steps",
            hue="eps",
            estimator="median",
            errorbar=("pi", 90),
            marker="o",
            ms=4,
            ax=axis,
            palette=style.CYCLE[: len(fits)],
        )
        d = np.array(sorted(rows["d"].unique()))
        axis.plot(d, rows["steps"].median() / np.median(d) * d, color=style.GREY, ls=":", lw=0.9, label="$\\propto d$")
        missed = int((rows["status"] != "converged").sum())
        axis.set(
            xscale="log",
            yscale="log",
            xlabel="d",
            ylabel="iterations to within eps of a minimum",
            title=f"{label}: {missed} of {len(rows)} missed",
        )
        axis.legend(title="eps: fitted power, 95 % interval", loc="upper left")
    axes[0].set_ylim(top=20 * table["steps"].median() * 2)
    style.note(
        fig,
        f"Literal iterations, L = {perturbed_scaling.fixed['L']}, {step(perturbed_scaling)}, "
        f"r = eps, g_thres = sigma = gamma eps (noise tied to eps: ours); "
        f"{perturbed_scaling.seeds} runs for each point: median, 5-95 % shaded.",
    )
    return fig
