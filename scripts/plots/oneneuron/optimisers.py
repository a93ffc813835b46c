"""The census by three optimisers: what is found does not hang on who looks for it."""

from descent.oneneuron.methods.gd_flow import LOG10_END
from scripts import style
from scripts.plots.oneneuron.share_panels import bad, counted, height, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED, NAMES

TITLES = {"gd_flow": "GD, then its flow", "lbfgs": "L-BFGS", "trust_region": "trust region"}


def draw(optimisers):
    """optimisers: the same starts by several methods. Returns the figure."""
    grid, table, fixed = optimisers.grid, optimisers.metrics, optimisers.fixed
    fig, axes = style.panels(len(grid["method"]), height(len(grid["augmentation"])), sharey=True)
    for axis, method in zip(axes, grid["method"], strict=True):
        stacked(axis, table, [(NAMES[name], {"method": method, "augmentation": name}) for name in grid["augmentation"]])
        axis.set_title(TITLES.get(method, method))
    legend(fig, table)
    methods = {
        "gd_flow": f"GD with η = {fixed['eta']:g} is followed by gradient flow to the time 10^{LOG10_END:.0f}",
        "trust_region": "the trust region has the exact Hessian and converges only where no direction goes down",
    }
    said = "; ".join(words for name, words in methods.items() if name in grid["method"])
    style.note(
        fig,
        f"Three points with alternating labels, {fixed['width']} rounded ReLUs, the same {optimisers.seeds} random starts in every bar; "
        f"at most {fixed['max_iterations']:,} iterations {CONVERGED}{'; ' * bool(said)}{said}. {counted(table)}. {bad(table)}.",
    )
    return fig
