"""The theorem holds for every lambda, and so does the way past it; a penalty on (w, b) closes both."""

from scripts import style
from scripts.plots.oneneuron.share_panels import bad, counted, height, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED, NAMES


def draw(lambda_sweep):
    """lambda_sweep: several lambda, without and with the penalty. Returns the figure."""
    grid, table, fixed = lambda_sweep.grid, lambda_sweep.metrics, lambda_sweep.fixed
    fig, axes = style.panels(len(grid["augmentation"]), height(len(grid["lam"])), sharey=True)
    for axis, name in zip(axes, grid["augmentation"], strict=True):
        stacked(axis, table, [(f"$\\lambda$ = {lam:g}", {"lam": lam, "augmentation": name}) for lam in grid["lam"]])
        axis.set_title(NAMES[name] + (f", $\\mu$ = {fixed['mu']:g}" if name == "penalised" else ""))
    legend(fig, table)
    style.note(
        fig,
        f"L-BFGS {CONVERGED} from random starts, {lambda_sweep.seeds} per bar, in at most {fixed['max_iterations']:,} iterations; "
        f"three points with alternating labels, {fixed['width']} ReLUs. {counted(table)}. {bad(table)}.",
    )
    return fig
