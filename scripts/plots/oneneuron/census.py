"""The census: what every run ended as, on every data set and with every augmentation."""

from scripts import style
from scripts.plots.oneneuron.shares import NAMES, counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED

TITLES = {
    "three_points": "three points",
    "four_points": "four points",
    "alternating": "five, alternating",
    "triangle": "triangle",
    "iris": "iris",
    "cancer": "breast cancer",
}


def draw(census, real_data):
    """census: small nets on a few points; real_data: the same on real sets. Returns the figure."""
    panels = [(study.metrics, data) for study in (census, real_data) for data in study.grid["data"]]
    columns = min(3, len(panels))
    fig, axes = style.figure(-(-len(panels) // columns), columns, height=1.75, sharey=True, squeeze=False)
    for axis, (table, data) in zip(axes.ravel(), panels, strict=False):
        augmentations = [name for name in NAMES if name in set(table["augmentation"])]
        stacked(axis, table, [(NAMES[name], {"data": data, "augmentation": name}) for name in augmentations])
        axis.set_title(TITLES.get(data, data))
    for axis in axes.ravel()[len(panels) :]:
        axis.set_axis_off()
    legend(fig, census.metrics, real_data.metrics)
    fixed, tables = census.fixed, (census.metrics, real_data.metrics)
    style.note(
        fig,
        f"L-BFGS from random starts {CONVERGED}, {census.seeds} a bar ({real_data.seeds} on iris and breast cancer, in at most "
        f"{real_data.fixed['max_iterations']:,} iterations, else {fixed['max_iterations']:,}); {fixed['width']} ReLUs, hinge loss with "
        f"p = {fixed['p']}, lambda = {fixed['lam']:g}. {counted(*tables)}. The diverging are known by the growth of their paths. "
        "Those excluded by algebra are not: their neuron is on, so that lambda a^2 > 0 and the gradient is small only as |a| is. They are "
        "no evidence for the theorem, whose proof is that algebra.",
    )
    return fig
