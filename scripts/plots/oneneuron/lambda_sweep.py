"""The theorem holds for every lambda, and so does the way past it; a penalty on (w, b) closes both."""

from scripts import style
from scripts.plots.oneneuron.shares import NAMES, counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED


def draw(lambda_sweep):
    """lambda_sweep: several lambda, without and with the penalty. Returns the figure."""
    grid, table, fixed = lambda_sweep.grid, lambda_sweep.metrics, lambda_sweep.fixed
    fig, axes = style.figure(1, len(grid["augmentation"]), height=2.3, sharey=True, squeeze=False)
    for axis, name in zip(axes[0], grid["augmentation"], strict=True):
        stacked(axis, table, [(f"$\\lambda$ = {lam:g}", {"lam": lam, "augmentation": name}) for lam in grid["lam"]])
        axis.set_title(NAMES[name] + (f", $\\mu$ = {fixed['mu']:g}" if name == "penalised" else ""))
    legend(fig, table)
    style.note(
        fig,
        f"L-BFGS from random starts {CONVERGED} in at most {fixed['max_iterations']:,} iterations, {lambda_sweep.seeds} a "
        f"bar; three alternating points, {fixed['width']} ReLUs. {counted(table)}.",
    )
    return fig
