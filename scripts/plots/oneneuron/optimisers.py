"""The census by three optimisers: what is found does not hang on who looks for it."""

from descent.oneneuron.methods.gd_flow import LOG10_END
from scripts import style
from scripts.plots.oneneuron.shares import NAMES, counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED

TITLES = {"gd_flow": "gradient descent, then its flow", "lbfgs": "L-BFGS", "trust_region": "trust region, exact Hessian"}


def draw(optimisers):
    """optimisers: the same starts by several methods. Returns the figure."""
    grid, table = optimisers.grid, optimisers.metrics
    fig, axes = style.figure(1, len(grid["method"]), height=2.3, sharey=True, squeeze=False)
    for axis, method in zip(axes[0], grid["method"], strict=True):
        stacked(axis, table, [(NAMES[name], {"method": method, "augmentation": name}) for name in grid["augmentation"]])
        axis.set_title(TITLES.get(method, method))
    legend(fig, table)
    fixed = optimisers.fixed
    style.note(
        fig,
        f"Three alternating points, {fixed['width']} rounded ReLUs, {optimisers.seeds} random starts, the same for all; at most "
        f"{fixed['max_iterations']:,} iterations {CONVERGED}, after literal descent with eta = {fixed['eta']:g} gradient flow "
        f"to the time 1e{LOG10_END:.0f}. The trust region has converged only where no direction goes down. {counted(table)}.",
    )
    return fig
