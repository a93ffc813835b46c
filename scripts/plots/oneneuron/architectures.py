"""The census over widths, depths and activations: wider nets have fewer bad minima, and the neuron leaves them none."""

from scripts import style
from scripts.plots.oneneuron.shares import SHORT, counted, legend, stacked
from scripts.plots.oneneuron.words import CONVERGED


def draw(architectures):
    """architectures: nets of several widths, depths and activations on three points. Returns the figure."""
    grid, table = architectures.grid, architectures.metrics
    fig, axes = style.figure(len(grid["activation"]), len(grid["depth"]), height=2.0, sharey=True, squeeze=False)
    for row, activation in zip(axes, grid["activation"], strict=True):
        for axis, depth in zip(row, grid["depth"], strict=True):
            cells = {"activation": activation, "depth": depth}
            bars = [
                (f"width {width}, {SHORT[name]}", cells | {"width": width, "augmentation": name})
                for width in grid["width"]
                for name in grid["augmentation"]
            ]
            stacked(axis, table, bars)
            axis.set_title(f"{activation.replace('relu', 'ReLU')}, {depth} hidden layer{'s' if depth > 1 else ''}")
    legend(fig, table)
    style.note(
        fig,
        f"L-BFGS from random starts {CONVERGED}, {architectures.seeds} a bar, three alternating points, lambda = "
        f"{architectures.fixed['lam']:g}. {counted(table)}.",
    )
    return fig
