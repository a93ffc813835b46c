"""The census: what every run ended as, on every data set and with every augmentation."""

from scripts import style
from scripts.plots.oneneuron.share_panels import bad, counted, height, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED, DATA, NAMES


def draw(census, real_data):
    """census: small nets on a few points; real_data: the same on real sets. Returns the figure."""
    panels = [(study.metrics, data) for study in (census, real_data) for data in study.grid["data"]]
    tables = (census.metrics, real_data.metrics)
    names = [name for name in NAMES if any(name in set(table["augmentation"]) for table in tables)]
    fig, axes = style.panels(len(panels), height(len(names)), sharey=True)
    for axis, (table, data) in zip(axes, panels, strict=True):
        stacked(axis, table, [(NAMES[name], {"data": data, "augmentation": name}) for name in names])
        axis.set_title(DATA.get(data, data))
    legend(fig, *tables)
    fixed = census.fixed
    style.note(
        fig,
        f"L-BFGS {CONVERGED} from random starts, {census.seeds} per bar and at most {fixed['max_iterations']:,} iterations "
        f"({real_data.seeds} and {real_data.fixed['max_iterations']:,} on {' and '.join(DATA[data] for data in real_data.grid['data'])}); "
        f"{fixed['width']} ReLUs, hinge loss to the power p = {fixed['p']}, λ = {fixed['lam']:g}. {counted(*tables)}. {bad(*tables)}.",
    )
    return fig
