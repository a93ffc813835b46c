"""The census over widths, depths and activations: what the net alone ends as, and what it does with the neuron."""

from scripts import style
from scripts.plots.oneneuron.share_panels import bad, counted, height, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED, NAMES


def draw(architectures):
    """architectures: nets of several widths, depths and activations on three points. Returns the figure."""
    grid, table = architectures.grid, architectures.metrics
    bars = [
        (f"width {width}, {NAMES[name].removesuffix(' neuron')}", {"width": width, "augmentation": name})
        for width in grid["width"]
        for name in grid["augmentation"]
    ]
    cells = [(activation, depth) for activation in grid["activation"] for depth in grid["depth"]]
    fig, axes = style.panels(len(cells), height(len(bars)), most=2, sharey=True)
    for axis, (activation, depth) in zip(axes, cells, strict=True):
        stacked(axis, table[(table["activation"] == activation) & (table["depth"] == depth)], bars)
        axis.set_title(f"{activation.replace('relu', 'ReLU')}, {depth} hidden layer{'s' if depth > 1 else ''}")
    legend(fig, table)
    style.note(
        fig,
        f"L-BFGS {CONVERGED} from random starts, {architectures.seeds} per bar; three points with alternating labels, "
        f"λ = {architectures.fixed['lam']:g}. {counted(table)}. {bad(table)}.",
    )
    return fig
